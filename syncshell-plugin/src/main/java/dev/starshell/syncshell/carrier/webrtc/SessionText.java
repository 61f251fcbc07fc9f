package dev.starshell.syncshell.carrier.webrtc;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what must be known of the other side's session description, and refuses any description
/// that this carrier would not have made: exactly one data section, exactly one SHA-256
/// fingerprint, no candidates (they come one by one and are checked), messages of full size.
///
/// @param fingerprint of the certificate, 32 upper-case hexadecimal pairs parted by colons
record SessionText(String fingerprint) {
  /// Largest description. Unit: characters.
  static final int LENGTH_MAX = 16 * 1024;

  /// Largest message that both sides can take. Unit: bytes. Source:
  /// docs/decisions/0008-webrtc-library.md.
  static final int MESSAGE_BYTES_MAX = 262_144;

  private static final Pattern FINGERPRINT =
      Pattern.compile("a=fingerprint:sha-256 ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31})");
  private static final Pattern MESSAGE_SIZE = Pattern.compile("a=max-message-size:([0-9]{1,9})");
  private static final Pattern DATA_SECTION =
      Pattern.compile("m=application [0-9]{1,5} UDP/DTLS/SCTP webrtc-datachannel");

  /// Nothing but these is in any description; whoever sends other signs wants them read in two
  /// ways.
  private static final Pattern SIGNS = Pattern.compile("[\\r\\n -~]*");

  /// The description's content; empty if it is refused.
  static Optional<SessionText> read(String sdp) {
    if (sdp.length() > LENGTH_MAX || !sdp.startsWith("v=0\r\n") || !SIGNS.matcher(sdp).matches()) {
      return Optional.empty();
    }
    int sections = 0;
    int fingerprints = 0;
    String fingerprint = "";
    long messageBytes = 65_536; // what no statement means: RFC 8841 §6.1
    for (String line : sdp.split("\r\n|\n|\r", -1)) {
      if (line.startsWith("m=")) {
        sections++;
        if (!DATA_SECTION.matcher(line).matches()) {
          return Optional.empty();
        }
      } else if (startsWithIgnoringCase(line, "a=fingerprint")) {
        fingerprints++;
        Matcher match = FINGERPRINT.matcher(line);
        fingerprint = match.matches() ? match.group(1).toUpperCase(Locale.ROOT) : "";
      } else if (startsWithIgnoringCase(line, "a=candidate")
          || startsWithIgnoringCase(line, "a=remote-candidates")) {
        return Optional.empty();
      } else {
        Matcher match = MESSAGE_SIZE.matcher(line);
        messageBytes = match.matches() ? Long.parseLong(match.group(1)) : messageBytes;
      }
    }
    boolean good =
        sections == 1
            && fingerprints == 1
            && !fingerprint.isEmpty()
            && (messageBytes == 0 || messageBytes >= MESSAGE_BYTES_MAX);
    return good ? Optional.of(new SessionText(fingerprint)) : Optional.empty();
  }

  private static boolean startsWithIgnoringCase(String line, String start) {
    return line.regionMatches(true, 0, start, 0, start.length());
  }
}
