package dev.starshell.host.plugins;

import java.time.Duration;

/// How long plugins may take.
///
/// @param startMax for `start`; it returns when commands can be used, long work comes after
/// @param stopMax for `stop` and the end of all threads, while the host goes on
/// @param collectMax for a class loader to be collected, before it is called left behind
record PluginTimes(Duration startMax, Duration stopMax, Duration collectMax) {
  static final PluginTimes ORDINARY =
      new PluginTimes(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(3));
}
