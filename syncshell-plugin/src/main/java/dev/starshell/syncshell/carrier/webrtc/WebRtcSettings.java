package dev.starshell.syncshell.carrier.webrtc;

/// How WebRTC is used.
///
/// @param relayOnly privacy mode: whether only TURN candidates leave and are used, so that members
///   do not learn each other's addresses
/// @param nearAddresses whether loopback and link-local addresses of the other side are used (LAN
///   mode: several hosts on one machine or cable)
/// @param bufferedBytesMax what one channel takes before it refuses. Unit: bytes. Range:
///   [#BUFFERED_BYTES_MIN] to [#BUFFERED_BYTES_MAX]
/// @param factoryPerAssociation whether each association has native threads of its own rather than
///   sharing those of its bundle
public record WebRtcSettings(
    boolean relayOnly, boolean nearAddresses, int bufferedBytesMax, boolean factoryPerAssociation) {
  /// Room for one largest message.
  public static final int BUFFERED_BYTES_MIN = 262_144;

  /// A quarter of what makes the library close a channel without a word. Source:
  /// docs/decisions/0008-webrtc-library.md.
  public static final int BUFFERED_BYTES_MAX = 4 * 1024 * 1024;

  /// What members use unless configured otherwise.
  public static final WebRtcSettings DEFAULT = new WebRtcSettings(false, true, 1024 * 1024, true);

  /// These settings with privacy mode on or off.
  public WebRtcSettings withRelayOnly(boolean on) {
    return new WebRtcSettings(on, nearAddresses, bufferedBytesMax, factoryPerAssociation);
  }

  public WebRtcSettings {
    if (bufferedBytesMax < BUFFERED_BYTES_MIN || bufferedBytesMax > BUFFERED_BYTES_MAX) {
      throw new IllegalArgumentException(
          "bufferedBytesMax=%d outside %d..%d"
              .formatted(bufferedBytesMax, BUFFERED_BYTES_MIN, BUFFERED_BYTES_MAX));
    }
  }
}
