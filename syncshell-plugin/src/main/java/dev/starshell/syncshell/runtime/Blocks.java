package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Members that this one will have nothing to do with, whatever the shell says: no link, nothing
/// taken, nothing given. Known to nobody else. Belongs to the shell's loop.
final class Blocks {
  /// The journal's record: keys, one after another.
  private static final String RECORD = "blocked";

  private static final Logger LOG = LoggerFactory.getLogger(Blocks.class);

  private Set<MemberKey> keys = Set.of();

  boolean has(MemberKey member) {
    return keys.contains(member);
  }

  Set<MemberKey> all() {
    return keys;
  }

  /// The keys with one more, or one less.
  Set<MemberKey> with(MemberKey member, boolean isBlocked) {
    Set<MemberKey> changed = new TreeSet<>(keys);
    if (isBlocked) {
      changed.add(member);
    } else {
      changed.remove(member);
    }
    return changed;
  }

  /// These are durable now.
  void set(Set<MemberKey> blocked) {
    keys = Set.copyOf(blocked);
  }

  static void keep(Journal journal, Set<MemberKey> blocked) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(blocked.size() * MemberKey.LENGTH_BYTES);
    blocked.forEach(key -> all.put(key.toBytes()));
    journal.put(RECORD, Bytes.copyOf(all.array()));
  }

  static Set<MemberKey> kept(Journal journal) throws IOException {
    Optional<Bytes> record = journal.read(RECORD);
    Set<MemberKey> blocked = new TreeSet<>();
    ByteBuffer all = ByteBuffer.wrap(record.orElse(Bytes.EMPTY).toArray());
    while (all.remaining() >= MemberKey.LENGTH_BYTES) {
      byte[] key = new byte[MemberKey.LENGTH_BYTES];
      all.get(key);
      blocked.add(MemberKey.of(key));
    }
    if (all.hasRemaining()) {
      LOG.error("record of blocked members is damaged bytes={}", all.remaining());
    }
    return blocked;
  }
}
