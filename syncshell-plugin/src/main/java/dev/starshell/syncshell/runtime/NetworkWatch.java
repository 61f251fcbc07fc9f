package dev.starshell.syncshell.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices that the addresses of this machine have changed: then links that are waited for are
/// worth an attempt. One for all shells of a home. It looks every few seconds, on a thread of its
/// own, `network-watch`: the JDK tells nobody, and asking the system may take a while.
final class NetworkWatch implements AutoCloseable {
  /// How often it looks.
  static final Duration LOOK_SPAN = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(NetworkWatch.class);

  private final Supplier<Optional<Set<InetAddress>>> addresses;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Timers clock = new Timers("network-watch");

  /// What was seen last. Belongs to the thread of this watch.
  private Optional<Set<InetAddress>> seen = Optional.empty();

  NetworkWatch() {
    this(NetworkWatch::ofThisMachine);
  }

  /// @param addresses of this machine now; empty if they cannot be listed
  NetworkWatch(Supplier<Optional<Set<InetAddress>>> addresses) {
    this.addresses = addresses;
  }

  /// Begins to look.
  void start() {
    clock.start(this, LOOK_SPAN, this::lookAgain);
  }

  /// Runs a task whenever the addresses have changed, until [#forget]. It may wait for room in a
  /// loop's inbox and for nothing else. Thread: any.
  void tell(Runnable changed) {
    listeners.add(changed);
  }

  /// Tells it no more. Thread: any.
  void forget(Runnable changed) {
    listeners.remove(changed);
  }

  private void lookAgain() {
    try {
      look();
    } finally {
      start();
    }
  }

  /// Compares with what was seen last.
  void look() {
    Optional<Set<InetAddress>> now = addresses.get().map(NetworkWatch::reaching);
    if (now.isEmpty()) {
      return;
    }
    boolean hasChanged = seen.isPresent() && !seen.equals(now);
    seen = now;
    if (hasChanged) {
      LOG.info("network has changed addresses={}", now.get().size());
      listeners.forEach(Runnable::run);
    }
  }

  /// Without the addresses that are good on one wire only: those come and go with each container
  /// that runs here, and say nothing of the way to other members.
  private static Set<InetAddress> reaching(Set<InetAddress> all) {
    return all.stream()
        .filter(one -> !one.isLinkLocalAddress())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<Set<InetAddress>> ofThisMachine() {
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

  @Override
  public void close() {
    clock.close();
  }
}
