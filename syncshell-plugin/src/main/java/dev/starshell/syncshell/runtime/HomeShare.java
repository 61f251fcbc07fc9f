package dev.starshell.syncshell.runtime;

/// What all shells of a home share: bounds that hold over the links of all of them.
record HomeShare(LinkMemory memory, Throttle upload, Throttle download) {
  static HomeShare of(ShellSettings settings) {
    return new HomeShare(
        new LinkMemory(),
        new Throttle(settings.uploadBytesPerSecond()),
        new Throttle(settings.downloadBytesPerSecond()));
  }
}
