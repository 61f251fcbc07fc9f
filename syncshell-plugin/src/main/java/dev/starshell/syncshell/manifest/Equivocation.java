package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import java.util.Optional;

/// Two manifests that one owner has signed and that cannot both be in one history: proof against
/// its key that anybody can check. CBOR `[first, second]`.
///
/// @param first in its envelope, the one that was adopted
/// @param second in its envelope
public record Equivocation(Bytes first, Bytes second) {
  /// The bytes that are kept.
  public Bytes toBytes() {
    return Bytes.copyOf(
        new CborWriter().array(2).bytes(first.toArray()).bytes(second.toArray()).toBytes());
  }

  /// Reads what was kept; empty if it is none. What it proves is for [#isProven] to say.
  public static Optional<Equivocation> read(Bytes kept) {
    CborReader in = new CborReader(kept.toArray());
    in.record("equivocation", 2);
    Bytes first = Bytes.copyOf(in.bytes("first", Limits.MANIFEST_BYTES_MAX));
    Bytes second = Bytes.copyOf(in.bytes("second", Limits.MANIFEST_BYTES_MAX));
    in.end();
    return in.isFine() ? Optional.of(new Equivocation(first, second)) : Optional.empty();
  }

  /// Whether this member has signed both, for this shell, and they contradict each other.
  public boolean isProven(ShellId shell, MemberKey owner) {
    return ManifestCodec.read(first, shell, owner)
            instanceof DecodeResult.Decoded<SignedManifest>(SignedManifest one)
        && ManifestCodec.read(second, shell, owner)
            instanceof DecodeResult.Decoded<SignedManifest>(SignedManifest other)
        && other.standingTo(one.head()) == SignedManifest.Standing.EQUIVOCATION;
  }
}
