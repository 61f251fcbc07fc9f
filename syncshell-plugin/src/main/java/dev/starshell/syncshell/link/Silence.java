package dev.starshell.syncshell.link;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// What is said over the relay about the silence on the current generation. That such a word comes
/// shows that both sides and the relay are there; two that are not of one burst show that they are
/// there now and that only the path between them is not. Whoever is away says nothing and hears
/// nothing, and finds what was said meanwhile in one burst when it is back; so an outage of a
/// network keeps its generation, and a path that died alone gets the next one within seconds.
///
/// @param said when this side told the other last that it hears nothing
/// @param heard when the other side was first heard to say so
record Silence(Since said, Since heard) {
  /// Silence that is worth a word.
  static final Duration TOLD_AFTER = Duration.ofSeconds(2);

  /// How often it is said while it lasts.
  static final Duration TOLD_EVERY = Duration.ofMillis(3_500);

  /// Of two words that are closer than this the first may have waited in a queue: a path that is
  /// back is heard of within the 3 s that SCTP waits at most before it sends again.
  static final Duration APART_MIN = Duration.ofMillis(3_300);

  /// Two words that are farther apart than this are of two silences.
  static final Duration APART_MAX = Duration.ofSeconds(8);

  static final Silence NONE = new Silence(new Since.Never(), new Since.Never());

  /// Whether the silence is to be told now.
  boolean isDue(Duration lasted, Moment now) {
    return lasted.compareTo(TOLD_AFTER) > 0
        && !(said instanceof Since.At(Moment at) && now.since(at).compareTo(TOLD_EVERY) < 0);
  }

  /// This side has told it now.
  Silence told(Moment now) {
    return new Silence(new Since.At(now), heard);
  }

  /// Whether this word of the other side shows, with the one before, that the path alone is gone.
  boolean isConfirmed(Moment now) {
    return heard instanceof Since.At(Moment at)
        && now.since(at).compareTo(APART_MIN) >= 0
        && now.since(at).compareTo(APART_MAX) <= 0;
  }

  /// After a word of the other side.
  Silence heard(Moment now) {
    boolean isOneMore =
        heard instanceof Since.At(Moment at) && now.since(at).compareTo(APART_MIN) < 0;
    return isOneMore ? this : new Silence(said, new Since.At(now));
  }
}
