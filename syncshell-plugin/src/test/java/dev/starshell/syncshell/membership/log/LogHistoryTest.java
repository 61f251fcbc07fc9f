package dev.starshell.syncshell.membership.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Members of all roles and strangers do what they may and what they may not, in random order.
/// After each act the shell must be one that could be. A failing seed is printed.
final class LogHistoryTest {
  /// The rules alone, without signatures, as records that were kept are replayed.
  @Test
  void everyRandomHistoryKeepsTheShellSound() {
    int taken = 0;
    int refused = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      RandomTown town = new RandomTown(seed, false);
      for (int i = 0; i < 30; i++) {
        town.step();
      }
      taken += town.records.size();
      refused += town.refusedCount;
      if (seed % 20 == 0) {
        replayGivesTheSameHeadAndEveryPrefixStands(town);
      }
      anyOtherRecordIsFound(town);
    }
    assertThat(taken).isGreaterThan(15_000);
    assertThat(refused).isGreaterThan(10_000);
  }

  /// The same with real signatures, forged ones among them.
  @Test
  void everySignedRandomHistoryKeepsTheShellSound() {
    int forged = 0;
    for (long seed = 10_000; seed < 10_025; seed++) {
      RandomTown town = new RandomTown(seed, true);
      for (int i = 0; i < 20; i++) {
        town.step();
      }
      forged += town.forgedCount;
      List<Bytes> bytes = Town.bytesOf(town.records);
      LogBook.Extension whole = LogBook.empty(Town.SHELL).extend(bytes, town.now);
      assertThat(whole).as("seed %d", seed).isInstanceOf(LogBook.Extension.Extended.class);
      LogBook book = ((LogBook.Extension.Extended) whole).book();
      assertThat(book.state().orElseThrow().head()).isEqualTo(town.state.head());
    }
    assertThat(forged).isGreaterThan(25);
  }

  private static void replayGivesTheSameHeadAndEveryPrefixStands(RandomTown town) {
    LogBook whole = replayed(town.records);
    LogState state = whole.state().orElseThrow();
    assertThat(state.head()).isEqualTo(town.state.head());
    assertThat(state.members()).isEqualTo(town.state.members());
    assertThat(state.invites()).isEqualTo(town.state.invites());
    assertThat(state.bans()).isEqualTo(town.state.bans());
    for (int count = 1; count < town.records.size(); count += 5) {
      LogBook part = replayed(town.records.subList(0, count));
      assertThat(whole.knows(part.state().orElseThrow().head())).isTrue();
      assertThat(whole.compare(part.state().orElseThrow().head()))
          .isEqualTo(new Comparison.Ahead(count));
      assertThat(part.compare(state.head())).isEqualTo(new Comparison.Behind(count));
    }
  }

  /// Any record replaced by another one that its sealer could have made, at any place.
  private static void anyOtherRecordIsFound(RandomTown town) {
    LogBook book = town.book();
    int at = new Random(town.seed).nextInt(town.records.size());
    LogRecord ours = town.records.get(at);
    LogRecord.Place place = ours.place();
    LogRecord other =
        LogRecord.sealed(
            new LogRecord.Place(
                place.shell(),
                place.sequence(),
                place.previous(),
                place.epoch(),
                place.time().plusSeconds(1),
                place.sealer()),
            ours.proposal(),
            Town.bytes(64, 0));

    assertThat(book.compare(other.head()))
        .as("seed %d", town.seed)
        .isEqualTo(new Comparison.Conflict(ours.head(), other.head()));
    assertThat(book.extendBy(List.of(other), town.now.plusSeconds(9)))
        .as("seed %d", town.seed)
        .isEqualTo(new LogBook.Extension.Conflicting(other));
    MemberKey sealer = place.sealer();
    assertThat(town.state.mayHaveSealed(other)).as("seed %d by %s", town.seed, sealer).isTrue();
  }

  private static LogBook replayed(List<LogRecord> records) {
    return LogBook.empty(Town.SHELL).replayed(records);
  }
}
