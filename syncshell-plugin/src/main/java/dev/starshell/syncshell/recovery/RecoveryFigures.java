package dev.starshell.syncshell.recovery;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What recoveries came to: counts for status, metrics and `sync recovery stats`. Immutable.
///
/// @param outages links that were lost, by cause
/// @param attempts attempts that were begun
/// @param failures attempts that failed, by cause
/// @param recovered links that came back
/// @param parked outages in which all fast attempts failed
/// @param times how many links came back within each of [#BOUNDS], and after the last one
/// @param total time of all outages that ended
/// @param longest the longest of them
/// @param savedBytes content that was here already when a transfer went on
/// @param againBytes content that came a second time
public record RecoveryFigures(
    Map<LossCause, Long> outages,
    long attempts,
    Map<LossCause, Long> failures,
    long recovered,
    long parked,
    List<Long> times,
    Duration total,
    Duration longest,
    long savedBytes,
    long againBytes) {
  /// Upper bounds of the classes of [#times].
  public static final List<Duration> BOUNDS =
      ImmutableList.of(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(8),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofHours(1));

  public RecoveryFigures {
    outages = ImmutableMap.copyOf(outages);
    failures = ImmutableMap.copyOf(failures);
    times = ImmutableList.copyOf(times);
    if (times.size() != BOUNDS.size() + 1) {
      throw new IllegalArgumentException(
          "classes=" + times.size() + " are not " + (BOUNDS.size() + 1));
    }
  }

  /// Nothing happened yet.
  public static RecoveryFigures none() {
    return new RecoveryFigures(
        Map.of(),
        0,
        Map.of(),
        0,
        0,
        Collections.nCopies(BOUNDS.size() + 1, 0L),
        Duration.ZERO,
        Duration.ZERO,
        0,
        0);
  }

  /// A link was lost.
  public RecoveryFigures lost(LossCause cause) {
    return with(draft -> draft.outages = plusOne(outages, cause));
  }

  /// An attempt was begun.
  public RecoveryFigures attempted() {
    return with(draft -> draft.attempts++);
  }

  /// An attempt failed.
  public RecoveryFigures failed(LossCause cause) {
    return with(draft -> draft.failures = plusOne(failures, cause));
  }

  /// All fast attempts of an outage failed.
  public RecoveryFigures parkedOnce() {
    return with(draft -> draft.parked++);
  }

  /// A link came back.
  public RecoveryFigures recovered(Duration took) {
    List<Long> counted = new ArrayList<>(times);
    int place = placeOf(took);
    counted.set(place, counted.get(place) + 1);
    return with(draft -> {
      draft.recovered++;
      draft.times = counted;
      draft.total = total.plus(took);
      draft.longest = took.compareTo(longest) > 0 ? took : longest;
    });
  }

  /// A transfer went on after a loss.
  ///
  /// @param saved content of its archives that was here already
  /// @param again content that had come before and came again
  public RecoveryFigures resumed(long saved, long again) {
    return with(draft -> {
      draft.savedBytes += saved;
      draft.againBytes += again;
    });
  }

  private RecoveryFigures with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /// A copy of which some figures are changed.
  private static final class Draft {
    private Map<LossCause, Long> outages;
    private long attempts;
    private Map<LossCause, Long> failures;
    private long recovered;
    private long parked;
    private List<Long> times;
    private Duration total;
    private Duration longest;
    private long savedBytes;
    private long againBytes;

    private Draft(RecoveryFigures now) {
      outages = now.outages;
      attempts = now.attempts;
      failures = now.failures;
      recovered = now.recovered;
      parked = now.parked;
      times = now.times;
      total = now.total;
      longest = now.longest;
      savedBytes = now.savedBytes;
      againBytes = now.againBytes;
    }

    private RecoveryFigures done() {
      return new RecoveryFigures(
          outages,
          attempts,
          failures,
          recovered,
          parked,
          times,
          total,
          longest,
          savedBytes,
          againBytes);
    }
  }

  /// The bound within which this part of all links came back; empty while none did, the longest
  /// time if it lies after the last bound.
  ///
  /// @param part over 0, up to 1; 0.95 asks for the 95th percentile
  public Optional<Duration> within(double part) {
    if (recovered == 0) {
      return Optional.empty();
    }
    long wanted = (long) Math.ceil(part * recovered);
    long seen = 0;
    for (int place = 0; place < BOUNDS.size(); place++) {
      seen += times.get(place);
      if (seen >= wanted) {
        return Optional.of(BOUNDS.get(place));
      }
    }
    return Optional.of(longest);
  }

  /// The mean time of an outage that ended; zero while none did.
  public Duration mean() {
    return recovered == 0 ? Duration.ZERO : total.dividedBy(recovered);
  }

  private static int placeOf(Duration took) {
    for (int place = 0; place < BOUNDS.size(); place++) {
      if (took.compareTo(BOUNDS.get(place)) <= 0) {
        return place;
      }
    }
    return BOUNDS.size();
  }

  private static Map<LossCause, Long> plusOne(Map<LossCause, Long> counts, LossCause cause) {
    Map<LossCause, Long> next = new EnumMap<>(LossCause.class);
    next.putAll(counts);
    next.merge(cause, 1L, Long::sum);
    return next;
  }
}
