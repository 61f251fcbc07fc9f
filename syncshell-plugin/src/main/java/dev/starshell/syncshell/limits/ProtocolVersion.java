package dev.starshell.syncshell.limits;

/// The version of the member-to-member protocol. An unknown major version is refused.
///
/// @param major changes when an older member could not go on, 1 to 255
/// @param minor changes when something was added that an older member may ignore, 0 to 255
public record ProtocolVersion(int major, int minor) {
  /// What this build speaks.
  public static final ProtocolVersion CURRENT = new ProtocolVersion(1, 0);

  public ProtocolVersion {
    if (major < 1 || major > 255 || minor < 0 || minor > 255) {
      throw new IllegalArgumentException(
          "version=" + major + "." + minor + " outside 1.0..255.255");
    }
  }

  /// Whether two members can talk.
  public boolean speaksWith(ProtocolVersion other) {
    return major == other.major;
  }
}
