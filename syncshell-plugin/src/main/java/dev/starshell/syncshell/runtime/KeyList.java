package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys as a record of the journal: one after another.
final class KeyList {
  private static final Logger LOG = LoggerFactory.getLogger(KeyList.class);

  private KeyList() {}

  static Bytes write(Collection<MemberKey> keys) {
    ByteBuffer all = ByteBuffer.allocate(keys.size() * MemberKey.LENGTH_BYTES);
    keys.forEach(key -> all.put(key.toBytes()));
    return Bytes.copyOf(all.array());
  }

  /// The keys in their order; what is damaged at the end is told in the log.
  ///
  /// @param name of the record, for the log
  static Set<MemberKey> read(String name, Bytes record) {
    Set<MemberKey> keys = new LinkedHashSet<>();
    ByteBuffer all = ByteBuffer.wrap(record.toArray());
    while (all.remaining() >= MemberKey.LENGTH_BYTES) {
      byte[] key = new byte[MemberKey.LENGTH_BYTES];
      all.get(key);
      keys.add(MemberKey.of(key));
    }
    if (all.hasRemaining()) {
      LOG.error("record of keys is damaged name={} bytes={}", name, all.remaining());
    }
    return keys;
  }
}
