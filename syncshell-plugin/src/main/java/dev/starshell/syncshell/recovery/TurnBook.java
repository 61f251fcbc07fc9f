package dev.starshell.syncshell.recovery;

import static java.util.Comparator.comparingDouble;

import com.google.common.collect.ImmutableMap;
import dev.starshell.syncshell.limits.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of each TURN server: how often links were made by it and how fast. Immutable. A
/// server is known by its address, never by its password.
public final class TurnBook {
  /// Nothing is known, and there is no server.
  public static final TurnBook EMPTY = new TurnBook(ImmutableMap.of());

  /// Older results count half after so many newer ones.
  private static final double FORGET = Math.pow(0.5, 1 / 8.0);

  private final ImmutableMap<String, Measure> servers;

  private TurnBook(ImmutableMap<String, Measure> servers) {
    this.servers = servers;
  }

  /// What was measured of one server. Newer results weigh more.
  ///
  /// @param good weight of the attempts that succeeded
  /// @param bad weight of those that failed
  /// @param latencyMillis mean time that a success took; 0 before the first
  public record Measure(double good, double bad, double latencyMillis) {
    static final Measure NONE = new Measure(0, 0, 0);

    /// The chance of success, as far as is known: one success and one failure are assumed before
    /// the first result, so that a new server is tried before a bad one and after a good one.
    public double success() {
      return (good + 1) / (good + bad + 2);
    }

    /// The time that a link by this server is expected to take, failures included.
    double expectedMillis() {
      double failedMillis = Limits.LINK_CONNECT.toMillis();
      double latency = good > 0 ? latencyMillis : failedMillis / 5;
      return latency + failedMillis * (1 - success()) / success();
    }

    private Measure succeeded(Duration latency) {
      double before = good * FORGET;
      double mean = (latencyMillis * before + latency.toMillis()) / (before + 1);
      return new Measure(before + 1, bad * FORGET, mean);
    }

    private Measure failed() {
      return new Measure(good * FORGET, bad * FORGET + 1, latencyMillis);
    }
  }

  /// The same measurements, for these servers; of those that are new nothing is known.
  ///
  /// @throws IllegalArgumentException if a name is none ([ServerName])
  public TurnBook with(List<String> names) {
    Map<String, Measure> next = new LinkedHashMap<>();
    for (String name : names) {
      next.put(ServerName.require(name), servers.getOrDefault(name, Measure.NONE));
    }
    return new TurnBook(ImmutableMap.copyOf(next));
  }

  /// A link was made by this server. One that is not in the book changes nothing.
  public TurnBook succeeded(String name, Duration latency) {
    Measure before = servers.get(name);
    return before == null ? this : put(name, before.succeeded(latency));
  }

  /// An attempt by this server failed. One that is not in the book changes nothing.
  public TurnBook failed(String name) {
    Measure before = servers.get(name);
    return before == null ? this : put(name, before.failed());
  }

  private TurnBook put(String name, Measure measure) {
    Map<String, Measure> next = new LinkedHashMap<>(servers);
    next.put(name, measure);
    return new TurnBook(ImmutableMap.copyOf(next));
  }

  /// All servers, the one that is expected to give a link soonest first; equal ones in the order in
  /// which they were given.
  public List<String> order() {
    Comparator<Map.Entry<String, Measure>> soonest =
        comparingDouble(entry -> entry.getValue().expectedMillis());
    List<Map.Entry<String, Measure>> entries = new ArrayList<>(servers.entrySet());
    entries.sort(soonest);
    return entries.stream().map(Map.Entry::getKey).toList();
  }

  /// The server for an attempt: the best one first, then the others in turn, so that one that has
  /// died costs one attempt. Empty when there is none.
  public Optional<String> choose(int attempt) {
    List<String> order = order();
    return order.isEmpty()
        ? Optional.empty()
        : Optional.of(order.get(Math.floorMod(attempt, order.size())));
  }

  /// What was measured of a server; empty for one that is not in the book.
  public Optional<Measure> measure(String name) {
    return Optional.ofNullable(servers.get(name));
  }
}
