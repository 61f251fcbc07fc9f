package dev.starshell.host;

import dev.starshell.api.settings.Settings;
import dev.starshell.api.signal.Signalling;
import java.nio.file.Path;

/// Makes the host's way to relays. It opens no port yet: that is done for the first star.
@FunctionalInterface
public interface SignallingFactory {
  /// Makes it.
  ///
  /// @param host the host's settings, with the keys `relay.…`
  /// @param directory a private folder (0700) for the relay's key and certificate
  Opened open(Settings host, Path directory);

  /// Signalling, and how to end it.
  ///
  /// @param closing closes every star and connection; called once, after all plugins have stopped
  record Opened(Signalling signalling, AutoCloseable closing) {}
}
