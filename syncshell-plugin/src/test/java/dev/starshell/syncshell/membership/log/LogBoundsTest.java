package dev.starshell.syncshell.membership.log;

import static dev.starshell.syncshell.membership.log.Town.ADMIN;
import static dev.starshell.syncshell.membership.log.Town.DOOR;
import static dev.starshell.syncshell.membership.log.Town.GUEST;
import static dev.starshell.syncshell.membership.log.Town.MEMBER;
import static dev.starshell.syncshell.membership.log.Town.NOW;
import static dev.starshell.syncshell.membership.log.Town.OTHER_ADMIN;
import static dev.starshell.syncshell.membership.log.Town.OWNER;
import static dev.starshell.syncshell.membership.log.Town.SHELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each bound of the log at its value and one above.
final class LogBoundsTest {
  private static final int ORDINARY_MAX = Limits.LOG_RECORDS_MAX - Limits.LOG_RECORDS_KEPT;

  private final PlainLog log = new PlainLog();

  @Test
  void theEndOfALogIsForRemovalsAndTheOwner() {
    assertThat(log.until(ADMIN, LogBoundsTest::settings)).isEqualTo(RefusalCode.LOG_FULL);

    assertThat(log.count()).isEqualTo(ORDINARY_MAX);
    assertThat(log.tried(Town.request(DOOR, Town.identity(60)))).contains(RefusalCode.LOG_FULL);
    assertThat(log.tried(ADMIN, new LogAct.Approve(Town.request(DOOR, MEMBER).toBytes())))
        .contains(RefusalCode.LOG_FULL);
    assertThat(log.tried(ADMIN, new LogAct.InviteRevoked(DOOR.inviteId()))).isEmpty();
    assertThat(log.tried(ADMIN, new LogAct.Kick(GUEST.key(), Reason.NONE))).isEmpty();
    assertThat(log.tried(ADMIN, new LogAct.Ban(MEMBER.key(), Reason.NONE))).isEmpty();
    assertThat(log.until(OWNER, i -> settings(i + 2))).isEqualTo(RefusalCode.LOG_FULL);
    assertThat(log.count()).isEqualTo(Limits.LOG_RECORDS_MAX);
    assertThat(log.tried(OWNER, new LogAct.Kick(ADMIN.key(), Reason.NONE)))
        .contains(RefusalCode.LOG_FULL);
  }

  /// An admin that wants to stay writes all that it may, in every way it can.
  @Test
  void nobodyButTheOwnerCanFillALogToBeSafeFromRemoval() {
    assertThat(log.until(ADMIN, LogBoundsTest::settings)).isEqualTo(RefusalCode.LOG_FULL);

    log.until(ADMIN, i -> new LogAct.Ban(key(i), Reason.NONE));
    log.until(ADMIN, i -> new LogAct.Unban(key(i)));
    log.until(ADMIN, i -> new LogAct.HostChange(Town.place(ADMIN.key(), (int) i % 2)));
    log.until(
        ADMIN, i -> new LogAct.RoleChange(MEMBER.key(), i % 2 == 0 ? Role.GUEST : Role.MEMBER));
    log.until(ADMIN, i -> new LogAct.Recall(root(i), Reason.NONE));

    assertThat(log.count()).isLessThan(Limits.LOG_RECORDS_MAX - 100);
    assertThat(log.tried(OWNER, new LogAct.Kick(ADMIN.key(), Reason.NONE))).isEmpty();
  }

  @Test
  void aLogOfTooManyBytesIsFullAsOneOfTooManyRecords() {
    LogState almost = sized(Limits.LOG_BYTES_MAX - Limits.LOG_BYTES_KEPT);
    LogState atEnd = sized(Limits.LOG_BYTES_MAX);

    log.state = almost;
    assertThat(log.tried(ADMIN, settings(1))).isEmpty();
    assertThat(log.tried(ADMIN, settings(2))).contains(RefusalCode.LOG_FULL);
    assertThat(log.tried(ADMIN, new LogAct.Kick(GUEST.key(), Reason.NONE))).isEmpty();
    log.state = atEnd;
    assertThat(log.tried(OWNER, settings(1))).isEmpty();
    assertThat(log.tried(OWNER, settings(2))).contains(RefusalCode.LOG_FULL);
    assertThat(log.state.sizeBytes()).isLessThanOrEqualTo(Limits.LOG_BYTES_MAX);
  }

  @Test
  void aShellHasRoomForTwoHundred() {
    for (int i = log.state.members().size(); i < Limits.MEMBERS_MAX; i++) {
      assertThat(log.tried(Town.request(DOOR, Town.identity(1_000 + i)))).isEmpty();
    }

    assertThat(log.state.members()).hasSize(Limits.MEMBERS_MAX);
    assertThat(log.tried(Town.request(DOOR, Town.identity(999)))).contains(RefusalCode.SHELL_FULL);
    assertThat(log.tried(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE))).isEmpty();
    assertThat(log.tried(Town.request(DOOR, Town.identity(999)))).isEmpty();
    assertThat(log.state.members().values().stream().map(member -> member.name().text()).distinct())
        .hasSize(Limits.MEMBERS_MAX);
  }

  @Test
  void openInvitesStayAndClosedOnesGiveWay() {
    int first = log.state.invites().size();
    for (int i = first; i < Limits.INVITES_OPEN_MAX; i++) {
      assertThat(log.tried(ADMIN, made(i))).isEmpty();
    }

    assertThat(log.tried(ADMIN, made(200))).contains(RefusalCode.INVITES_FULL);
    assertThat(log.tried(ADMIN, new LogAct.InviteRevoked(id(50)))).isEmpty();
    assertThat(log.tried(ADMIN, made(200))).isEmpty();
    assertThat(log.state.invites()).hasSize(Limits.INVITES_OPEN_MAX);
    assertThat(log.state.invites()).doesNotContainKey(id(50));
    assertThat(log.tried(ADMIN, made(201))).contains(RefusalCode.INVITES_FULL);
  }

  @Test
  void bansAndRecallsAreAThousandEach() {
    assertThat(log.until(OWNER, i -> new LogAct.Ban(key(i), Reason.NONE)))
        .isEqualTo(RefusalCode.BANS_FULL);
    assertThat(log.state.bans()).hasSize(Limits.BANS_MAX);
    assertThat(log.tried(OWNER, new LogAct.Ban(OTHER_ADMIN.key(), Reason.NONE)))
        .contains(RefusalCode.BANS_FULL);
    assertThat(log.tried(OWNER, new LogAct.Kick(OTHER_ADMIN.key(), Reason.NONE))).isEmpty();
    assertThat(log.until(OWNER, i -> new LogAct.Recall(root(i), Reason.NONE)))
        .isEqualTo(RefusalCode.RECALLS_FULL);
    assertThat(log.state.recalls()).hasSize(Limits.RECALLS_MAX);
  }

  @Test
  void noAdminUsesUpTheRecallsOfTheOthersAndALiftedOneMakesRoom() {
    assertThat(log.until(ADMIN, i -> new LogAct.Recall(root(i), Reason.NONE)))
        .isEqualTo(RefusalCode.RECALLS_FULL);
    assertThat(log.state.recalls()).hasSize(Limits.RECALLS_OF_ADMIN_MAX);
    assertThat(log.tried(OTHER_ADMIN, new LogAct.Recall(root(5_000), Reason.NONE))).isEmpty();
    assertThat(log.tried(OWNER, new LogAct.Recall(root(5_001), Reason.NONE))).isEmpty();

    assertThat(log.tried(OTHER_ADMIN, new LogAct.RecallLifted(root(1)))).isEmpty();

    assertThat(log.state.recalls()).doesNotContainKey(root(1));
    assertThat(log.tried(ADMIN, new LogAct.Recall(root(5_002), Reason.NONE))).isEmpty();
  }

  @Test
  void aBatchHasRoomFor256RecordsAndTheSequencerFor256Proposals() {
    Town town = Town.peopled();
    LogBook book = town.book();
    List<Bytes> old = Collections.nCopies(Limits.LOG_BATCH_RECORDS_MAX, first(town));
    List<Bytes> more = Collections.nCopies(Limits.LOG_BATCH_RECORDS_MAX + 1, first(town));
    List<Proposal> waiting = new ArrayList<>();
    for (int i = 0; i <= Limits.LOG_PROPOSALS_MAX; i++) {
      waiting.add(town.act(OWNER, new LogAct.Unban(GUEST.key())));
    }

    assertThat(book.extend(old, NOW)).isInstanceOf(LogBook.Extension.Extended.class);
    assertThat(((LogBook.Extension.Refused) book.extend(more, NOW)).refusal().code())
        .isEqualTo(RefusalCode.LOG_BATCH);
    assertThat(Sequencer.order(OWNER, town.state, waiting, NOW).turnedAway())
        .extracting(away -> away.refusal().code())
        .containsOnlyOnce(RefusalCode.LOG_BATCH)
        .hasSize(Limits.LOG_PROPOSALS_MAX + 1);
  }

  @Test
  void aRecordMayBeTenMinutesAheadAndNoSecondMore() {
    Town town = Town.peopled();
    LogBook book = town.book();
    town.now = NOW.plus(Limits.CLOCK_SKEW);
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    List<Bytes> ahead = List.of(town.records.getLast().toBytes());

    assertThat(book.extend(ahead, NOW)).isInstanceOf(LogBook.Extension.Extended.class);
    assertThat(((LogBook.Extension.Refused) book.extend(ahead, NOW.minusSeconds(1))).refusal())
        .extracting(refusal -> refusal.code())
        .isEqualTo(RefusalCode.LOG_TIME);
  }

  @Test
  void aReasonHas80CodePoints() {
    assertThat(Reason.ifClean("x".repeat(80))).isPresent();
    assertThat(Reason.ifClean("x".repeat(81))).isEmpty();
    assertThat(Reason.ifClean("a\u202eb")).isEmpty();
    assertThat(Reason.cleaned("x".repeat(81)).text()).hasSize(80);
  }

  @Test
  void placesOutsideTheLogCannotBeNamed() {
    assertThatThrownBy(() -> place(Limits.LOG_RECORDS_MAX, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> place(1, Limits.LOG_RECORDS_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(place(Limits.LOG_RECORDS_MAX - 1, Limits.LOG_RECORDS_MAX).sequence())
        .isEqualTo(Limits.LOG_RECORDS_MAX - 1);
  }

  private static LogRecord.Place place(long sequence, long epoch) {
    return new LogRecord.Place(SHELL, sequence, LogRecord.NOTHING_BEFORE, epoch, NOW, OWNER.key());
  }

  /// The town's state as if its records were so large that one more fits.
  private LogState sized(long bytesMax) {
    Town town = Town.peopled();
    LogRecord last = town.records.getLast();
    Draft draft = new Draft(town.state, NOW, Proofs.DUE);
    draft.sizeBytes = bytesMax - Limits.LOG_RECORD_BYTES_MAX - last.toBytes().length();
    return new LogState(draft, last);
  }

  private static Bytes first(Town town) {
    return town.records.getFirst().toBytes();
  }

  private static LogAct settings(long number) {
    return new LogAct.SettingsChange(ShellSettings.ofNew(new DisplayName("S" + number)));
  }

  private static LogAct made(int number) {
    Invite invite = Town.invite(number, 1);
    Identity key = Town.identity(2_000 + number);
    return new LogAct.InviteMade(
        id(number), key.key(), invite.notAfter(), invite.usesMax(), Role.MEMBER, false);
  }

  private static Bytes id(int number) {
    return Bytes.copyOf(ByteBuffer.allocate(Invite.ID_BYTES).putLong(7_000 + number).array());
  }

  /// A key of nobody: only its bytes count.
  private static MemberKey key(long number) {
    return MemberKey.of(ByteBuffer.allocate(MemberKey.LENGTH_BYTES).putLong(9, 1 + number).array());
  }

  private static Root root(long number) {
    return new Root(Digest.of(ByteBuffer.allocate(32).putLong(8, 1 + number).array()));
  }
}
