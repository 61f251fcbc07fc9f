package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.InviteView;
import dev.starshell.syncshell.control.JoinerView;
import dev.starshell.syncshell.control.OpenInviteView;
import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.InviteCode;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogInvite;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Role;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.runtime.WaitingRoom.Joiner;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/// Who comes in: invites, and those who wait for a yes. Thread: as [ShellDesk].
final class InviteDesk {
  private final ShellRuntime shell;
  private final ShellFrame frame;
  private final ActRequests requests;

  InviteDesk(ShellRuntime shell, ActRequests requests) {
    this.shell = shell;
    this.frame = shell.frame();
    this.requests = requests;
  }

  Answer<InviteView> invite(InviteWish wish) {
    CompletableFuture<Answer<InviteView>> done = new CompletableFuture<>();
    frame
        .loop()
        .post(() ->
            shell
                .membership()
                .state()
                .ifPresentOrElse(
                    state -> invite(state, wish, done), () -> done.complete(Answers.noShell())));
    return Answers.await(done);
  }

  private void invite(LogState state, InviteWish wish, CompletableFuture<Answer<InviteView>> done) {
    Invite invite =
        new Invite(
            state.settings().name(),
            state.shell(),
            frame.self(),
            Chance.bytes(Invite.ID_BYTES),
            Chance.bytes(Invite.SEED_BYTES),
            begin(state).plus(wish.validFor()),
            wish.uses(),
            state.place().relayPin(),
            state.place().endpoints());
    LogAct made =
        new LogAct.InviteMade(
            invite.inviteId(),
            invite.key().key(),
            invite.notAfter(),
            invite.usesMax(),
            wish.guest() ? Role.GUEST : Role.MEMBER,
            wish.approval());
    shell
        .membership()
        .acts()
        .propose(
            made,
            outcome ->
                done.complete(
                    ActRequests.told(
                        outcome,
                        new InviteView(
                            InviteCode.write(frame.parts().identity(), invite),
                            hex(invite.inviteId()),
                            wish.uses(),
                            invite.notAfter().toEpochMilli()))));
  }

  /// From when an invite counts: whether it has expired is decided by the time of the log. That is
  /// ahead of a clock that has gone back; if it is far ahead, the log says so.
  private Instant begin(LogState state) {
    Instant now = frame.wallTime().truncatedTo(ChronoUnit.SECONDS);
    return state.time().isAfter(now) ? state.time() : now;
  }

  Answer<List<OpenInviteView>> all() {
    return frame
        .loop()
        .ask(() ->
            shell
                .membership()
                .state()
                .map(state ->
                    Answer.ok(
                        state.invites().values().stream().map(one -> view(state, one)).toList()))
                .orElseGet(Answers::noShell));
  }

  private OpenInviteView view(LogState log, LogInvite invite) {
    LogAct.InviteMade made = invite.made();
    String state =
        invite.isRevoked()
            ? "withdrawn"
            : invite.usesLeft() == 0
                ? "used"
                : begin(log).isAfter(made.notAfter()) ? "expired" : "open";
    return new OpenInviteView(
        hex(made.inviteId()),
        shell.name(invite.maker()),
        invite.used(),
        made.usesMax(),
        made.notAfter().toEpochMilli(),
        ShellViews.word(made.role()),
        made.needsApproval(),
        state);
  }

  Answer<String> revoke(String written) {
    return requests.about(
        state -> openInvite(state, written),
        LogAct.InviteRevoked::new,
        id -> "The invite " + hex(id) + " is withdrawn; nobody comes in by it any more.");
  }

  private static Answer<Bytes> openInvite(LogState state, String written) {
    String wanted = written.toLowerCase(Locale.ROOT);
    return Answers.single(
        state.invites().keySet().stream()
            .filter(id -> !wanted.isEmpty() && hex(id).startsWith(wanted))
            .toList(),
        "INVITE_UNKNOWN",
        "No invite's id begins so. 'sync invites' lists them.",
        " invites begin so. Write more of the id.");
  }

  Answer<List<JoinerView>> waiting() {
    return frame
        .loop()
        .ask(() ->
            Answer.ok(
                shell.membership().doorbell().waiting().stream()
                    .map(joiner ->
                        new JoinerView(
                            joiner.name(),
                            MemberKeyText.format(joiner.request().member()),
                            hex(joiner.request().inviteId())))
                    .toList()));
  }

  Answer<String> approve(String joiner) {
    return requests.about(
        _ -> waitingOne(joiner),
        one -> new LogAct.Approve(one.credential()),
        one -> one.name() + " is let in, and comes in by itself within a minute.");
  }

  Answer<String> deny(String joiner) {
    return requests.about(
        _ -> waitingOne(joiner),
        one -> new LogAct.Deny(one.request().inviteId(), one.request().member()),
        one -> one.name() + " is turned away from this invite.");
  }

  private Answer<Joiner> waitingOne(String written) {
    String shown = DisplayName.cleaned(written, "?").text();
    return Answers.single(
        shell.membership().doorbell().waiting().stream()
            .filter(joiner ->
                joiner.name().equalsIgnoreCase(written)
                    || MemberKeyText.isBeginning(written, joiner.request().member()))
            .toList(),
        "MEMBER_UNKNOWN",
        "Nobody called '" + shown + "' waits. 'sync waiting' lists who does.",
        " who wait are called '" + shown + "'. Write the key, which 'sync waiting' shows.");
  }

  private static String hex(Bytes id) {
    return HexFormat.of().formatHex(id.toArray());
  }
}
