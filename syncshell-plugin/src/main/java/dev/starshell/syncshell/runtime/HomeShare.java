package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;

/// What all shells of a home share: bounds that hold over the links of all of them, what they all
/// would have to look for, and what people have said in any of them.
record HomeShare(
    LinkMemory memory,
    Throttle upload,
    Throttle download,
    Throttle looks,
    NetworkWatch network,
    HomePeople people,
    TidyBell tidying)
    implements AutoCloseable {
  static HomeShare of(ShellSettings settings) {
    return new HomeShare(
        new LinkMemory(),
        new Throttle(settings.uploadBytesPerSecond()),
        new Throttle(settings.downloadBytesPerSecond()),
        new Throttle(Limits.INSTALLED_READ_RATE),
        new NetworkWatch(),
        new HomePeople(),
        new TidyBell());
  }

  /// The home ends, after all its shells.
  @Override
  public void close() {
    network.close();
  }
}
