package dev.starshell.syncshell.link;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What is said over the relay about the silence on the current generation. That such a word comes
/// shows that both sides and the relay are there; two that are not of one burst show that they are
/// there now and that only the path between them is not. Whoever is away says nothing and hears
/// nothing, and finds what was said meanwhile in one burst when it is back; so an outage of a
/// network keeps its generation, and a path that died alone gets the next one within seconds.
///
/// @param liveliness how much was heard before the silence
/// @param said when this side told the other last that it hears nothing
/// @param first the first word of the other side about its silence, as it came
/// @param proven when two such words have shown that the path is gone; never, if something came
///   since
record Silence(Liveliness liveliness, Since said, Optional<Word> first, Since proven) {
  /// Silence that is worth a word, once a link has been lively.
  static final Duration LIVELY_TOLD_AFTER = Duration.ofMillis(600);

  /// Silence that is long where answers come very soon, and worth another word: by then SCTP has
  /// tried twice.
  static final Duration QUICK_LONG = Duration.ofMillis(1_600);

  /// How often it is said while it lasts.
  static final Duration TOLD_EVERY = Duration.ofMillis(3_800);

  /// Of two words that are closer than this the first may have waited in a queue: a path that is
  /// back is heard of within the 3 s that SCTP waits at most before it sends again.
  static final Duration APART_MIN = Duration.ofMillis(3_300);

  /// Two words that are farther apart than this are of two silences.
  static final Duration APART_MAX = Duration.ofSeconds(8);

  /// A first word that came by then left no time for an outage of the network in which SCTP would
  /// have doubled its wait more than once.
  static final Duration PROMPT_BY = Duration.ofMillis(900);

  /// A word that took longer on its way than another one by this waited in a queue.
  static final Duration QUEUED_MIN = Duration.ofMillis(300);

  /// By so much a side may have heard something later than the other: what was on its way.
  static final Duration ONE_SIDED_MAX = Duration.ofMillis(500);

  static final Silence NONE =
      new Silence(Liveliness.NONE, new Since.Never(), Optional.empty(), new Since.Never());

  /// The other side said that it hears nothing.
  ///
  /// @param lasted for how long it had heard nothing when it said so
  record Word(Duration lasted, Moment at) {
    /// Whether this side has heard nothing for as long either. It may hear the other side well: on
    /// a slow line, or where the path is gone one way alone; then words show nothing, and
    /// [PathWatch] judges.
    boolean isOfBoth(Moment heard) {
      return at.since(heard).plus(ONE_SIDED_MAX).compareTo(lasted) >= 0;
    }
  }

  /// At a look.
  Silence looked(LinkEvent.Looked looked) {
    boolean spokeSince = proven instanceof Since.At(Moment at) && looked.heard().isAfter(at);
    return new Silence(
        liveliness.looked(looked), said, first, spokeSince ? new Since.Never() : proven);
  }

  /// Whether the silence is to be told now.
  boolean isDue(Duration lasted, Moment now) {
    return lasted.compareTo(dueAt(lasted, now)) > 0;
  }

  /// How long until the silence is to be told, if it goes on.
  Duration untilDue(Duration lasted, Moment now) {
    return dueAt(lasted, now).minus(lasted);
  }

  /// At which length of the silence it is told next.
  private Duration dueAt(Duration lasted, Moment now) {
    List<Duration> marks = marks();
    if (!(said instanceof Since.At(Moment at))) {
      return marks.getFirst();
    }
    Duration told = lasted.minus(now.since(at));
    return marks.stream()
        .filter(mark -> mark.compareTo(told) >= 0)
        .findFirst()
        .orElseGet(() -> told.plus(TOLD_EVERY));
  }

  /// The lengths at which it is told first.
  private List<Duration> marks() {
    if (!liveliness.isLively()) {
      return List.of(Limits.SILENCE_LONG);
    }
    return liveliness.isQuick()
        ? List.of(LIVELY_TOLD_AFTER, QUICK_LONG, Limits.SILENCE_LONG)
        : List.of(LIVELY_TOLD_AFTER, Limits.SILENCE_LONG);
  }

  /// This side has told it now.
  Silence told(Moment now) {
    return new Silence(liveliness, new Since.At(now), first, proven);
  }

  /// Nothing has been said: words may have been lost.
  Silence unsaid() {
    return new Silence(liveliness, NONE.said, NONE.first, proven);
  }

  /// Whether the path is known to be gone.
  boolean isProven() {
    return proven instanceof Since.At;
  }

  /// After a word that shows it.
  Silence proven(Moment now) {
    return new Silence(liveliness, NONE.said, NONE.first, new Since.At(now));
  }

  /// Whether this word of the other side shows, with the first one, that the path alone is gone.
  boolean isConfirmedBy(Word word) {
    return first.filter(one -> showGonePath(one, word)).isPresent();
  }

  private boolean showGonePath(Word one, Word next) {
    Duration isLong = liveliness.isQuick() ? QUICK_LONG : Limits.SILENCE_LONG;
    if (next.lasted().compareTo(isLong) < 0 || !isFreshAfter(one, next)) {
      return false;
    }
    Duration apart = apart(one, next);
    if (apart.compareTo(APART_MIN) >= 0) {
      return apart.compareTo(APART_MAX) <= 0;
    }
    return one.lasted().compareTo(PROMPT_BY) <= 0 && isFreshBefore(one, next);
  }

  /// Whether the second did not wait on its way, and is of the same silence: nothing was heard
  /// between them.
  private static boolean isFreshAfter(Word one, Word next) {
    return apart(one, next).minus(saidApart(one, next)).compareTo(QUEUED_MIN) <= 0;
  }

  /// Whether the first did not wait on its way.
  private static boolean isFreshBefore(Word one, Word next) {
    return saidApart(one, next).minus(apart(one, next)).compareTo(QUEUED_MIN) <= 0;
  }

  private static Duration apart(Word one, Word next) {
    return next.at().since(one.at());
  }

  private static Duration saidApart(Word one, Word next) {
    return next.lasted().minus(one.lasted());
  }

  /// After a word of the other side.
  Silence heard(Word word) {
    boolean isOneMore =
        first
            .filter(one -> isFreshAfter(one, word))
            .filter(one -> apart(one, word).compareTo(APART_MIN) < 0)
            .isPresent();
    return isOneMore ? this : new Silence(liveliness, said, Optional.of(word), proven);
  }
}
