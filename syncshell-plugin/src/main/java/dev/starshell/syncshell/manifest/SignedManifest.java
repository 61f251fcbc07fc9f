package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.ManifestHead;

/// A manifest together with the bytes that its owner signed.
///
/// @param signed the whole envelope, as it travels and as it is kept; empty after [#withoutBytes]
/// @param digest SHA-256 of the whole envelope
public record SignedManifest(Manifest manifest, Bytes signed, Digest digest) {
  /// A manifest and its envelope, which the caller has checked.
  SignedManifest(Manifest manifest, Bytes signed) {
    this(manifest, signed, Sha256.of(signed.toArray()));
  }

  /// Names it.
  public ManifestHead head() {
    return new ManifestHead(manifest.sequence(), digest);
  }

  /// The same for those who only look things up: the envelope, megabytes perhaps, is left to the
  /// journal.
  public SignedManifest withoutBytes() {
    return new SignedManifest(manifest, Bytes.EMPTY, digest);
  }

  /// What a manifest is to one that is known of the same owner.
  public enum Standing {
    /// It takes the known one's place.
    NEWER,
    /// It is the known one.
    SAME,
    /// It is older; a restored backup or a late message.
    STALE,
    /// The owner has signed two histories. Its manifests are frozen, what is installed stays.
    EQUIVOCATION
  }

  /// What this manifest is to the known one.
  ///
  /// @param known sequence 0 if none is
  public Standing standingTo(ManifestHead known) {
    long sequence = manifest.sequence();
    if (sequence < known.sequence()) {
      return Standing.STALE;
    }
    if (sequence == known.sequence()) {
      return digest.equals(known.digest()) ? Standing.SAME : Standing.EQUIVOCATION;
    }
    boolean isNext = sequence == known.sequence() + 1;
    return isNext && known.sequence() > 0 && !manifest.previous().equals(known.digest())
        ? Standing.EQUIVOCATION
        : Standing.NEWER;
  }
}
