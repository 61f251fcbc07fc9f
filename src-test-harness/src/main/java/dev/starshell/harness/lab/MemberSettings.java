package dev.starshell.harness.lab;

import java.util.Locale;

/// What the harness writes into a host's `host.yaml`.
///
/// @param memberName how others see the member
/// @param relayPort of the host's relay
/// @param associations of each link
/// @param channels of each link
/// @param accept `auto` or `ask`
/// @param upload a rate such as `3 MiB/s`, or `unlimited`
/// @param download a rate, or `unlimited`
/// @param scanInterval such as `60s`
/// @param scanThreads 0 for one each core
/// @param reserve free disk space that receiving leaves, such as `1 GiB`
public record MemberSettings(
    String memberName,
    int relayPort,
    int associations,
    int channels,
    String accept,
    String upload,
    String download,
    String scanInterval,
    int scanThreads,
    String reserve) {
  /// Four associations, eight channels, everything accepted, no limits.
  public static MemberSettings of(String memberName, int relayPort) {
    return new MemberSettings(
        memberName, relayPort, 4, 8, "auto", "unlimited", "unlimited", "60s", 0, "1 GiB");
  }

  /// With another upload limit.
  public MemberSettings withUpload(String rate) {
    return new MemberSettings(
        memberName,
        relayPort,
        associations,
        channels,
        accept,
        rate,
        download,
        scanInterval,
        scanThreads,
        reserve);
  }

  /// With other parallelism.
  public MemberSettings withLanes(int associationCount, int channelCount) {
    return new MemberSettings(
        memberName,
        relayPort,
        associationCount,
        channelCount,
        accept,
        upload,
        download,
        scanInterval,
        scanThreads,
        reserve);
  }

  /// With another number of threads that hash.
  public MemberSettings withScanThreads(int threads) {
    return new MemberSettings(
        memberName,
        relayPort,
        associations,
        channels,
        accept,
        upload,
        download,
        scanInterval,
        threads,
        reserve);
  }

  /// With another reserve of disk space.
  public MemberSettings withReserve(String size) {
    return new MemberSettings(
        memberName,
        relayPort,
        associations,
        channels,
        accept,
        upload,
        download,
        scanInterval,
        scanThreads,
        size);
  }

  /// The settings file.
  public String toYaml() {
    return String.format(
        Locale.ROOT,
        """
        relay:
          bind: 127.0.0.1
          port: %d
          advertise: ["127.0.0.1:%d"]
        plugins:
          syncshell:
            member-name: %s
            associations: %d
            channels: %d
            accept: %s
            install:
              folder: mods
              removed: keep
            scan:
              interval: %s
              threads: %d
            limit:
              upload: %s
              download: %s
            store:
              reserve: %s
            ice-servers: []
        """,
        relayPort,
        relayPort,
        memberName,
        associations,
        channels,
        accept,
        scanInterval,
        scanThreads,
        upload,
        download,
        reserve);
  }
}
