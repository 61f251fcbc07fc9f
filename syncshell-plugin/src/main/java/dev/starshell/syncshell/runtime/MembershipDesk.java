package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.control.CreatedView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.RecoveryKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.membership.ShellRecordCodec;
import dev.starshell.syncshell.membership.log.HostPlace;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogBook;
import dev.starshell.syncshell.membership.log.LogMachine;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogStanding;
import dev.starshell.syncshell.membership.log.Sequencer;
import dev.starshell.syncshell.membership.log.ShellSettings;
import dev.starshell.syncshell.membership.log.SignedAct;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.runtime.Acts.Outcome;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes, enters and leaves a shell. Thread: as [ShellDesk].
final class MembershipDesk {
  private final ShellRuntime shell;
  private final ShellFrame frame;

  MembershipDesk(ShellRuntime shell) {
    this.shell = shell;
    this.frame = shell.frame();
  }

  /// What is made durable before a shell is entered.
  private record Entry(ShellRecord record, List<LogRecord> log) {
    LogStanding standing() {
      LogBook empty = LogBook.empty(record.shell());
      return LogStanding.Following.of(log.isEmpty() ? empty : LogBook.founded(record.shell(), log));
    }
  }

  /// @param nonce what makes the shell's id one of its kind
  Answer<CreatedView> create(String name, Bytes nonce) {
    DisplayName shellName = DisplayName.cleaned(name, "Shell");
    Optional<Answer<CreatedView>> taken = claim();
    if (taken.isPresent()) {
      return taken.get();
    }
    ShellId id = ShellId.of(frame.self(), nonce.toArray());
    HostedStar hosted;
    try {
      hosted = shell.membership().place().relay().openNow(id);
    } catch (SignalFailure e) {
      release();
      return Answer.no(e.code(), e.sentence());
    } catch (RuntimeException e) {
      release();
      throw e;
    }
    RecoveryKey recovery = Chance.recoveryKey();
    return enter(
        founded(id, nonce, shellName, recovery.key(), hosted),
        () -> shell.membership().place().relay().adopt(hosted),
        hosted::close,
        Answer.ok(new CreatedView(shellName.text(), recovery.written())));
  }

  private Entry founded(
      ShellId id, Bytes nonce, DisplayName name, MemberKey recovery, HostedStar hosted) {
    Identity identity = frame.parts().identity();
    HostPlace place =
        new HostPlace(identity.key(), Digest.of(hosted.pin()), Star.endpoints(hosted));
    LogAct genesis =
        new LogAct.Genesis(
            nonce, recovery, frame.settings().memberName(), ShellSettings.ofNew(name), place);
    Sequencer.Ordered first =
        Sequencer.found(
            identity, new SignedAct(id, 0, 1, identity.key(), genesis).sign(identity), now());
    return new Entry(
        new ShellRecord(id, name, place.relayPin(), place.endpoints(), Optional.empty()),
        first.records());
  }

  /// Makes a record durable in one try, then enters it. The log goes first: without its record it
  /// is of no effect.
  private <T> Answer<T> enter(Entry entry, Runnable before, Runnable failed, Answer<T> entered) {
    CompletableFuture<Answer<T>> done = new CompletableFuture<>();
    Bytes written = ShellRecordCodec.write(entry.record());
    List<Bytes> log = entry.log().stream().map(LogRecord::toBytes).toList();
    frame
        .facts()
        .attempt(
            journal -> {
              journal.addLogRecords(entry.record().shell(), 0, log);
              journal.put(ShellMembership.RECORD, written);
            },
            failure -> done.complete(entered(entry, before, failed, failure, entered)));
    return Answers.await(done);
  }

  private <T> Answer<T> entered(
      Entry entry,
      Runnable before,
      Runnable failed,
      Optional<IOException> failure,
      Answer<T> entered) {
    if (failure.isPresent()) {
      failed.run();
      shell.membership().release();
      return Answers.stateFailed(failure.get());
    }
    before.run();
    shell.membership().enter(entry.record(), entry.standing());
    return entered;
  }

  Answer<String> join(Invite invite) {
    Identity identity = frame.parts().identity();
    if (invite.issuer().equals(identity.key())) {
      return Answer.no("INVITE_OWN", "This invite is your own; it is for somebody else.");
    }
    Optional<Answer<String>> taken = claim();
    if (taken.isPresent()) {
      return taken.get();
    }
    DisplayName name = frame.settings().memberName();
    Bytes credential = JoinRequest.credential(invite, identity, name, now());
    CompletableFuture<Answer<String>> ended = new CompletableFuture<>();
    Answer<String> asked =
        enter(
            new Entry(ShellRecord.joining(invite, name, credential), List.of()),
            () -> shell.onJoinEnded((why, sentence) -> ended.complete(joinEnded(why, sentence))),
            () -> {},
            Answer.ok(""));
    return asked instanceof Answer.No<String> ? asked : awaitHost(invite, ended);
  }

  private static Answer<String> joinEnded(String code, String sentence) {
    return code.isEmpty()
        ? Answer.ok("You are in the shell '" + sentence + "'. 'sync status' shows what comes.")
        : Answer.no(code, sentence);
  }

  private Answer<String> awaitHost(Invite invite, CompletableFuture<Answer<String>> ended) {
    try {
      return ended.get(Answers.WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return frame.loop().ask(() -> stillJoining(invite));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answers.interrupted();
    } catch (ExecutionException e) {
      throw new IllegalStateException("joining failed", e);
    }
  }

  /// Nobody has answered in time: not in yet, but not given up either.
  private Answer<String> stillJoining(Invite invite) {
    String further =
        " It is tried again by itself until "
            + invite.notAfter()
            + "; 'sync status' shows how it goes, 'sync leave' gives up.";
    String word = shell.membership().place().word();
    return switch (word) {
      case "connected" ->
          Answer.no("JOIN_PENDING", "The relay has answered, the shell's host has not." + further);
      case "connecting" ->
          Answer.no(
              "RELAY_UNREACHABLE",
              "The relay of '" + invite.shellName().text() + "' has not answered." + further);
      default -> Answer.no(word, shell.membership().place().sentence() + further);
    };
  }

  Answer<String> leave() {
    CompletableFuture<Answer<String>> done = new CompletableFuture<>();
    frame.loop().post(() -> leave(done));
    return Answers.await(done);
  }

  private void leave(CompletableFuture<Answer<String>> done) {
    ShellMembership membership = shell.membership();
    Optional<ShellRecord> record = membership.record();
    if (record.isEmpty()) {
      done.complete(Answers.noShell());
      return;
    }
    String name = record.get().name().text();
    if (membership.isOwner()) {
      membership.closeShell(() ->
          done.complete(
              Answer.ok("The shell '" + name + "' is closed for all. Installed files stay.")));
    } else if (membership.state().isEmpty()) {
      membership.forget(
          "", "", () -> done.complete(Answer.ok("'" + name + "' is not joined any more.")));
    } else if (membership.isForked()) {
      // No record is taken any more, not even that the host moves.
      left(name, Outcome.of(Optional.of(LogMachine.frozen())), done);
    } else {
      membership.acts().propose(new LogAct.Leave(), outcome -> left(name, outcome, done));
    }
  }

  /// Whoever cannot reach the host leaves all the same: nobody is kept in a shell.
  private void left(String name, Outcome outcome, CompletableFuture<Answer<String>> done) {
    if (outcome.code().equals(RefusalCode.HOST_STAYS.name())) {
      done.complete(
          Answer.no(
              outcome.code(),
              "The shell is hosted here. Move it first with 'sync host transfer MEMBER', then"
                  + " leave."));
      return;
    }
    String rest =
        outcome.isDone() ? "" : " The others see you in it until its owner takes you out.";
    shell
        .membership()
        .forget(
            "",
            "",
            () ->
                done.complete(
                    Answer.ok("You have left '" + name + "'. Installed files stay." + rest)));
  }

  /// Takes the right to make or enter a shell, or says why not.
  private <T> Optional<Answer<T>> claim() {
    return frame
        .loop()
        .ask(() -> {
          ShellMembership membership = shell.membership();
          if (membership.claim()) {
            return Optional.empty();
          }
          return Optional.of(
              Answer.no(
                  "SHELL_EXISTS",
                  membership
                      .record()
                      .map(record ->
                          "This member is in the shell '"
                              + record.name().text()
                              + "' already. 'sync shells' lists all.")
                      .orElse("Another request is making or entering a shell just now.")));
        });
  }

  private void release() {
    frame.loop().post(shell.membership()::release);
  }

  private Instant now() {
    return frame.wallTime().truncatedTo(ChronoUnit.SECONDS);
  }
}
