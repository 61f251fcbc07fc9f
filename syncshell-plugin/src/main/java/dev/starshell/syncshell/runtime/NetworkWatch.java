package dev.starshell.syncshell.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices that the addresses of this machine have changed: then links that are waited for are
/// worth an attempt. It looks every few seconds, on a disk thread: the JDK tells nobody.
final class NetworkWatch {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkWatch.class);

  private static final Duration LOOK_SPAN = Duration.ofSeconds(5);

  private final ShellFrame frame;
  private final Runnable changed;

  /// What was seen last. Belongs to the disk thread of this watch.
  private Optional<Set<InetAddress>> seen = Optional.empty();

  /// @param changed runs on the loop
  NetworkWatch(ShellFrame frame, Runnable changed) {
    this.frame = frame;
    this.changed = changed;
  }

  private record LookTimer(NetworkWatch watch) {}

  void start() {
    frame.timers().start(new LookTimer(this), LOOK_SPAN, () -> frame.disk().post(0, this::look));
  }

  private void look() {
    Optional<Set<InetAddress>> now = addresses();
    if (now.isPresent()) {
      if (seen.isPresent() && !seen.equals(now)) {
        LOG.info("network has changed addresses={}", now.get().size());
        frame.loop().post(changed);
      }
      seen = now;
    }
    start();
  }

  private static Optional<Set<InetAddress>> addresses() {
    try {
      Set<InetAddress> addresses = new HashSet<>();
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (one.isUp() && !one.isLoopback()) {
          addresses.addAll(Collections.list(one.getInetAddresses()));
        }
      }
      return Optional.of(addresses);
    } catch (IOException e) {
      LOG.debug("addresses of this machine cannot be listed", e);
      return Optional.empty();
    }
  }
}
