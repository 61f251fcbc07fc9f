package dev.starshell.syncshell.trust;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The journal's record of known keys: CBOR `[1, [[key, name, verified, in place of] …]]`.
public final class KnownKeysCodec {
  private static final int VERSION = 1;

  /// [KnownKeys] keeps its bound but for verified keys, which a person adds one by one.
  private static final int KEYS_MAX = 100_000;

  private KnownKeysCodec() {}

  /// Writes them.
  public static Bytes write(KnownKeys known) {
    CborWriter out = new CborWriter().array(2).uint(VERSION).array(known.all().size());
    for (KnownKey one : known.all()) {
      out.array(4)
          .bytes(one.key().toBytes())
          .text(one.name().text())
          .uint(one.verifiedSeconds())
          .bytes(one.inPlaceOf().map(MemberKey::toBytes).orElse(new byte[0]));
    }
    return Bytes.copyOf(out.toBytes());
  }

  /// Reads them; empty if they are damaged.
  public static Optional<KnownKeys> read(Bytes kept) {
    CborReader in = new CborReader(kept.toArray());
    in.record("known keys", 2);
    long version = in.uint("version", VERSION);
    Map<MemberKey, KnownKey> keys = new LinkedHashMap<>();
    int count = in.array("keys", KEYS_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      in.record("key", 4);
      MemberKey key = MemberKey.of(in.bytesExactly("key", MemberKey.LENGTH_BYTES));
      Optional<DisplayName> name = DisplayName.ifClean(in.text("name", DisplayName.BYTES_MAX));
      long verified = in.uint("verified", Long.MAX_VALUE);
      byte[] before = in.bytes("in place of", MemberKey.LENGTH_BYTES);
      if (in.isFine() && Signatures.isWeak(key)) {
        in.refuse("a key of small order");
      }
      if (name.isEmpty() || (before.length != 0 && before.length != MemberKey.LENGTH_BYTES)) {
        in.refuse("a known key is damaged");
      } else {
        Optional<MemberKey> inPlaceOf =
            before.length == 0 ? Optional.empty() : Optional.of(MemberKey.of(before));
        keys.put(key, new KnownKey(key, name.get(), verified, inPlaceOf));
      }
    }
    in.end();
    return in.isFine() && version == VERSION
        ? Optional.of(KnownKeys.of(keys.values()))
        : Optional.empty();
  }
}
