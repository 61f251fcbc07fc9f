package dev.starshell.syncshell.carrier.webrtc;

import com.google.common.net.InetAddresses;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.net.InetAddress;
import java.util.Set;

/// Decides whether a candidate of the other side may be used. Source: docs/LIMITS.md.
///
/// A name instead of an address would be looked up in the DNS (or by mDNS) and so tell others who
/// connects to whom; an address such as the loopback's would turn this process against its own
/// machine.
final class CandidateText {
  /// Most candidates of one side in one association.
  static final int COUNT_MAX = 24;

  /// Longest candidate. Unit: characters.
  static final int LENGTH_MAX = 1024;

  private static final Set<String> TYPES = Set.of("host", "srflx", "prflx", "relay");

  private CandidateText() {}

  /// Whether the candidate is well-formed and its address is one to send to.
  ///
  /// @param nearAddresses whether loopback and link-local addresses are
  static boolean usable(Candidate candidate, boolean nearAddresses) {
    String sdp = candidate.sdp();
    // The one data section is the first and is called "0".
    if (sdp.length() > LENGTH_MAX || candidate.lineIndex() != 0 || !candidate.mid().equals("0")) {
      return false;
    }
    for (int i = 0; i < sdp.length(); i++) {
      if (sdp.charAt(i) < ' ' || sdp.charAt(i) > '~') {
        return false;
      }
    }
    String[] words = sdp.split(" ", -1);
    return words.length >= 8
        && words[0].matches("candidate:[A-Za-z0-9+/]{1,32}")
        && words[1].equals("1")
        && words[2].matches("(?i)udp|tcp")
        && words[3].matches("[0-9]{1,10}")
        && Long.parseLong(words[3]) < 1L << 32
        && words[5].matches("[0-9]{1,5}")
        && Integer.parseInt(words[5]) <= 65_535
        && words[6].equals("typ")
        && TYPES.contains(words[7])
        && relatedIsAddress(words)
        && usableAddress(words[4], nearAddresses);
  }

  private static boolean relatedIsAddress(String[] words) {
    for (int i = 8; i + 1 < words.length; i += 2) {
      if (words[i].equals("raddr") && !InetAddresses.isInetAddress(words[i + 1])) {
        return false;
      }
    }
    return true;
  }

  private static boolean usableAddress(String text, boolean nearAddresses) {
    if (text.indexOf('%') >= 0 || !InetAddresses.isInetAddress(text)) {
      return false;
    }
    InetAddress address = InetAddresses.forString(text);
    if (address.isAnyLocalAddress() || address.isMulticastAddress() || isBroadcast(address)) {
      return false;
    }
    return nearAddresses || !(address.isLoopbackAddress() || address.isLinkLocalAddress());
  }

  /// 0.0.0.0/8 means this machine to some systems, 240.0.0.0/4 ends in the broadcast address.
  private static boolean isBroadcast(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 && (bytes[0] == 0 || Byte.toUnsignedInt(bytes[0]) >= 240);
  }
}
