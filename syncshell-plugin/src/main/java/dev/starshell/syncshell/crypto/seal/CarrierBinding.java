package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Hkdf;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What carries an association, as both sides must see it. The keys of its frames hang on it, so
/// that whoever sits in between with certificates of its own can open nothing.
///
/// @param leader what stands for the leader's end
/// @param follower what stands for the follower's end
public record CarrierBinding(Digest leader, Digest follower) {
  /// Most certificates of one end.
  public static final int FINGERPRINTS_MAX = 8;

  private static final String DTLS = "starshell/1 dtls";
  private static final String RELAYED = "starshell/1 relayed";

  private static final Pattern LINE = Pattern.compile("(?i)a=fingerprint:(.*)");
  private static final Pattern SHA_256 =
      Pattern.compile("(?i)sha-256 ([0-9a-f]{2}(?::[0-9a-f]{2}){31})");

  /// A DTLS association: the SHA-256 fingerprints of all certificates that either session
  /// description names.
  ///
  /// @throws IllegalArgumentException if a set is empty or too large
  public static CarrierBinding dtls(Set<Digest> leader, Set<Digest> follower) {
    return new CarrierBinding(ofSet(leader), ofSet(follower));
  }

  /// Frames that travel through the relay: bound to the handshake and nothing else.
  public static CarrierBinding relayed(Digest handshake) {
    Digest both = Sha256.of(Hkdf.info(RELAYED, handshake.toBytes()));
    return new CarrierBinding(both, both);
  }

  /// The fingerprints of a session description; empty if there is none, too many, or one that is
  /// not SHA-256 and so would go unchecked.
  public static Optional<Set<Digest>> fingerprintsOf(String sdp) {
    Set<Digest> found = new TreeSet<>();
    for (String line : sdp.split("\r\n|\n|\r", -1)) {
      Matcher named = LINE.matcher(line);
      if (named.matches()) {
        Matcher match = SHA_256.matcher(named.group(1));
        if (!match.matches()) {
          return Optional.empty();
        }
        found.add(Digest.of(HexFormat.ofDelimiter(":").parseHex(match.group(1))));
      }
    }
    return found.isEmpty() || found.size() > FINGERPRINTS_MAX
        ? Optional.empty()
        : Optional.of(Set.copyOf(found));
  }

  private static Digest ofSet(Set<Digest> fingerprints) {
    if (fingerprints.isEmpty() || fingerprints.size() > FINGERPRINTS_MAX) {
      throw new IllegalArgumentException(
          "fingerprints=" + fingerprints.size() + " outside 1.." + FINGERPRINTS_MAX);
    }
    ByteBuffer sorted = ByteBuffer.allocate(fingerprints.size() * Digest.LENGTH_BYTES);
    for (Digest fingerprint : new TreeSet<>(fingerprints)) {
      sorted.put(fingerprint.toBytes());
    }
    return Sha256.of(Hkdf.info(DTLS, sorted.array()));
  }
}
