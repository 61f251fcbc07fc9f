package dev.starshell.syncshell.membership.log;

import static dev.starshell.syncshell.membership.log.Town.DOOR;
import static dev.starshell.syncshell.membership.log.Town.NOW;
import static dev.starshell.syncshell.membership.log.Town.OWNER;
import static dev.starshell.syncshell.membership.log.Town.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogRecordTest {
  private final Town town = Town.peopled();

  @Test
  void everyRecordComesBackFromItsBytes() {
    for (LogRecord record : town.records) {
      LogRecord read = ((Verdict.Accepted<LogRecord>) LogRecord.read(record.toBytes())).value();

      assertThat(read).isEqualTo(record);
      assertThat(read.place()).isEqualTo(record.place());
      assertThat(read.act()).isEqualTo(record.act());
      assertThat(read.head()).isEqualTo(record.head());
      assertThat(read.isSealed()).isTrue();
    }
  }

  /// Genesis, an invite, a request and a change of role: every form of record.
  @Test
  void everyChangedByteOfARecordIsRefused() {
    for (int at : new int[] {0, 1, 3, 7}) {
      LogBook before = bookOf(town.records.subList(0, at));
      byte[] good = town.records.get(at).toBytes().toArray();
      for (int i = 0; i < good.length; i++) {
        byte[] changed = good.clone();
        changed[i] ^= (byte) (1 << (i % 8));
        assertThat(before.extend(List.of(Bytes.copyOf(changed)), NOW))
            .as("record %d byte %d", at, i)
            .isNotInstanceOf(LogBook.Extension.Extended.class);
      }
    }
  }

  @Test
  void everyCutAndEveryLongerRecordIsRefused() {
    byte[] good = town.records.get(3).toBytes().toArray();

    for (int length = 0; length < good.length; length++) {
      assertThat(code(Arrays.copyOf(good, length))).isEqualTo(RefusalCode.LOG_CORRUPT);
    }
    assertThat(code(Arrays.copyOf(good, good.length + 1))).isEqualTo(RefusalCode.LOG_CORRUPT);
    assertThat(code(new byte[100_000])).isEqualTo(RefusalCode.LOG_CORRUPT);
  }

  @Test
  void aRecordInAnothersNameOrByAStrangersSealIsRefused() {
    Proposal act = town.act(OWNER, new LogAct.InviteRevoked(DOOR.inviteId()));
    Proposal forged = ((Proposal.Signed) act).content().signedBy(Town.bytes(64, 1));
    LogRecord.Place last = town.records.getLast().place();
    LogRecord.Place next =
        new LogRecord.Place(
            SHELL, last.sequence() + 1, town.state.head().hash(), last.epoch(), NOW, OWNER.key());

    assertThat(refusal(LogRecord.seal(OWNER, next, forged))).isEqualTo(RefusalCode.LOG_FORGED);
    assertThat(refusal(LogRecord.sealed(next, act, Town.bytes(64, 1))))
        .isEqualTo(RefusalCode.LOG_FORGED);
    LogRecord.Place wrongEpoch =
        new LogRecord.Place(
            SHELL, next.sequence(), next.previous(), next.epoch() + 1, NOW, OWNER.key());
    assertThat(refusal(LogRecord.seal(OWNER, wrongEpoch, act))).isEqualTo(RefusalCode.LOG_EPOCH);
    LogRecord.Place before =
        new LogRecord.Place(
            SHELL,
            next.sequence(),
            next.previous(),
            next.epoch(),
            NOW.minusSeconds(1),
            OWNER.key());
    assertThat(refusal(LogRecord.seal(OWNER, before, act))).isEqualTo(RefusalCode.LOG_TIME);
    assertThat(refusal(LogRecord.seal(OWNER, next, act))).isNull();
  }

  @org.jspecify.annotations.Nullable
  private RefusalCode refusal(LogRecord record) {
    return LogRules.next(town.state, record) instanceof Verdict.Refused<LogState>(Refusal found)
        ? found.code()
        : null;
  }

  private static RefusalCode code(byte[] bytes) {
    return ((Verdict.Refused<LogRecord>) LogRecord.read(Bytes.copyOf(bytes))).refusal().code();
  }

  private static LogBook bookOf(List<LogRecord> records) {
    List<Bytes> kept = new ArrayList<>(Town.bytesOf(records));
    return ((Verdict.Accepted<LogBook>) LogBook.restored(SHELL, kept)).value();
  }
}
