package dev.starshell.syncshell.carrier.tcp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;

/// Addresses that are not called and not answered for a while: what was carried between here and
/// there was of no use. Links with who is there go over the other carrier meanwhile.
///
/// Thread: any.
final class Rests {
  /// After something that nobody sends, or was changed on its way: who does that once does it
  /// again.
  static final Duration LONG = Duration.ofMinutes(10);

  /// After a connection that was lost young, as where something in between ends what it does not
  /// know.
  static final Duration SHORT = Duration.ofMinutes(1);

  /// A connection that brought nothing more after that is lost young.
  static final Duration YOUNG = Duration.ofSeconds(10);

  /// The same, of one that was ended in order: by a plugin that is reloaded, as a rule.
  static final Duration YOUNG_TO_END = Duration.ofSeconds(2);

  /// A connection that brought nothing for so long when its generation was given up was silent.
  static final Duration SILENT = Duration.ofSeconds(1);

  private static final int ADDRESSES_MAX = 1_000;

  private final Cache<InetAddress, Long> until =
      Caffeine.newBuilder().maximumSize(ADDRESSES_MAX).expireAfterWrite(LONG).build();

  /// A rest that would end before one that goes on changes nothing.
  void rest(InetAddress address, Duration span) {
    long end = System.nanoTime() + span.toNanos();
    until.asMap().merge(address, end, (before, after) -> after - before > 0 ? after : before);
  }

  boolean isResting(InetAddress address) {
    Long end = until.getIfPresent(address);
    return end != null && System.nanoTime() - end < 0;
  }
}
