package dev.starshell.syncshell.carrier.webrtc;

import com.google.common.net.InetAddresses;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Privacy mode: what may be told to the other side, and what of it is used. Source:
/// docs/SECURITY.md.
///
/// The library is told to use relayed candidates only; this filter does not rely on it. Whatever is
/// not clearly a relayed candidate is none.
final class RelayFilter {
  private static final int FIXED_WORDS = 8;

  /// The lines that a description needs and that leave as they are. None has room for an address, a
  /// name or another line.
  private static final Pattern NEEDED =
      Pattern.compile(
          "v=0|t=0 0|m=application [0-9]{1,5} UDP/DTLS/SCTP webrtc-datachannel"
              + "|a=group:BUNDLE 0|a=extmap-allow-mixed|a=msid-semantic: ?WMS|a=mid:0"
              + "|a=ice-ufrag:[A-Za-z0-9+/]{4,256}|a=ice-pwd:[A-Za-z0-9+/]{22,256}"
              + "|a=ice-options:[a-z0-9-]{1,32}(?: [a-z0-9-]{1,32}){0,7}"
              + "|a=fingerprint:sha-256 [0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31}"
              + "|a=setup:(?:actpass|active|passive)"
              + "|a=sctp-port:[0-9]{1,5}|a=max-message-size:[0-9]{1,9}");

  /// Who made the description: two numbers and this machine's address.
  private static final Pattern ORIGIN =
      Pattern.compile("o=[^ ]+ ([0-9]{1,20} [0-9]{1,20}) IN IP[46] [^ ]+");

  private RelayFilter() {}

  /// What remains of a description of the other side.
  ///
  /// @param sdp without the candidates that were blocked
  /// @param blocked how many
  record Filtered(String sdp, int blocked) {}

  /// Whether the candidate says of itself that it is relayed. Its address is not looked at.
  static boolean isRelayed(Candidate candidate) {
    return isRelayed(candidate.sdp());
  }

  private static boolean isRelayed(String candidate) {
    String[] words = candidate.split(" ", -1);
    return words.length >= FIXED_WORDS && words[6].equals("typ") && words[7].equals("relay");
  }

  /// A candidate of this side as it may leave: relayed, with an address and no name, without the
  /// related address and without words about this machine's networks; empty if it may not.
  static Optional<Candidate> outgoing(Candidate found) {
    String[] words = found.sdp().split(" ", -1);
    if (!isRelayed(found)
        || !CandidateText.usable(found, true)
        || !InetAddresses.isInetAddress(words[4])) {
      return Optional.empty();
    }
    boolean six = InetAddresses.forString(words[4]) instanceof Inet6Address;
    StringBuilder told = new StringBuilder();
    told.append(String.join(" ", List.of(words).subList(0, FIXED_WORDS)));
    told.append(" raddr ").append(six ? "::" : "0.0.0.0").append(" rport 0");
    for (int i = FIXED_WORDS; i + 1 < words.length; i += 2) {
      if (words[i].equals("generation") || words[i].equals("ufrag")) {
        told.append(' ').append(words[i]).append(' ').append(words[i + 1]);
      }
    }
    return Optional.of(new Candidate(found.mid(), found.lineIndex(), told.toString()));
  }

  /// A description of this side as it may leave: what it needs, without candidates, which go one by
  /// one, and without addresses.
  static String outgoing(String sdp) {
    return joined(sdp.lines().flatMap(line -> outgoingLine(line).stream()));
  }

  private static Optional<String> outgoingLine(String line) {
    if (line.startsWith("c=")) {
      return Optional.of("c=IN IP4 0.0.0.0");
    }
    if (line.startsWith("s=")) {
      return Optional.of("s=-");
    }
    Matcher origin = ORIGIN.matcher(line);
    if (origin.matches()) {
      return Optional.of("o=- " + origin.group(1) + " IN IP4 127.0.0.1");
    }
    return NEEDED.matcher(line).matches() ? Optional.of(line) : Optional.empty();
  }

  /// A description of the other side without candidates that are not relayed.
  static Filtered incoming(String sdp) {
    long blocked = sdp.lines().filter(RelayFilter::isBlocked).count();
    return blocked == 0
        ? new Filtered(sdp, 0)
        : new Filtered(joined(sdp.lines().filter(line -> !isBlocked(line))), (int) blocked);
  }

  private static boolean isBlocked(String line) {
    return isAbout(line, "a=candidate") && !isRelayed(line);
  }

  /// Whatever stands before its first letter is passed over, as a lenient parser may do.
  private static boolean isAbout(String line, String start) {
    int from = 0;
    while (from < line.length() && !isLetter(line.charAt(from))) {
      from++;
    }
    return line.regionMatches(true, from, start, 0, start.length());
  }

  private static boolean isLetter(char sign) {
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
  }

  private static String joined(Stream<String> lines) {
    StringBuilder sdp = new StringBuilder();
    lines.forEach(line -> sdp.append(line).append("\r\n"));
    return sdp.toString();
  }
}
