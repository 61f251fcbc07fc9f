package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.control.InviteView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.membership.Door;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.InviteCode;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.membership.Roster;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.membership.ShellRecord.Standing;
import dev.starshell.syncshell.membership.ShellRecordCodec;
import dev.starshell.syncshell.membership.SignedRoster;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes, enters and leaves a shell, and invites into it. Thread: as [ShellDesk].
final class MembershipDesk {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipDesk.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ShellRuntime shell;
  private final ShellFrame frame;

  MembershipDesk(ShellRuntime shell) {
    this.shell = shell;
    this.frame = shell.frame();
  }

  Answer<String> create(String name) {
    DisplayName shellName = DisplayName.cleaned(name, "Shell");
    Optional<Answer<String>> taken = claim();
    if (taken.isPresent()) {
      return taken.get();
    }
    Identity identity = frame.parts().identity();
    Bytes nonce = random(ShellId.NONCE_BYTES);
    ShellId id = ShellId.of(identity.key(), nonce.toArray());
    HostedStar hosted;
    try {
      hosted = shell.membership().owned().open(frame.parts().signalling(), id);
    } catch (SignalFailure e) {
      release();
      return Answer.no(e.code(), e.sentence());
    } catch (RuntimeException e) {
      release();
      throw e;
    }
    Roster roster =
        Roster.founded(id, shellName, identity.key(), frame.settings().memberName(), now());
    ShellRecord record =
        new ShellRecord(
            shellName,
            identity.key(),
            nonce,
            Digest.of(hosted.pin()),
            Star.endpoints(hosted),
            new Standing.Owning(SignedRoster.sign(identity, roster).signed(), List.of()));
    return enter(
        record,
        () -> shell.membership().owned().adopt(hosted),
        hosted::close,
        Answer.ok(shellName.text()));
  }

  /// Makes a record durable in one try, then enters it.
  private Answer<String> enter(
      ShellRecord record, Runnable before, Runnable failed, Answer<String> entered) {
    CompletableFuture<Answer<String>> done = new CompletableFuture<>();
    Bytes written = ShellRecordCodec.write(record);
    frame
        .facts()
        .attempt(
            journal -> journal.put(ShellMembership.RECORD, written),
            failure -> done.complete(entered(record, before, failed, failure, entered)));
    return Answers.await(done);
  }

  private Answer<String> entered(
      ShellRecord record,
      Runnable before,
      Runnable failed,
      Optional<IOException> failure,
      Answer<String> entered) {
    if (failure.isPresent()) {
      failed.run();
      shell.membership().release();
      return Answers.stateFailed(failure.get());
    }
    before.run();
    shell.membership().enter(record);
    return entered;
  }

  Answer<InviteView> invite(int uses, Duration validFor) {
    CompletableFuture<Answer<InviteView>> done = new CompletableFuture<>();
    frame.loop().post(() -> invite(uses, validFor, done));
    return Answers.await(done);
  }

  private void invite(int uses, Duration validFor, CompletableFuture<Answer<InviteView>> done) {
    ShellMembership membership = shell.membership();
    Optional<Door> door = membership.door();
    Optional<ShellRecord> record = membership.record();
    if (door.isEmpty() || record.isEmpty()) {
      done.complete(
          record.isPresent()
              ? Answer.no("NOT_THE_OWNER", "Only the owner of the shell can invite.")
              : Answers.noShell());
      return;
    }
    Invite invite =
        new Invite(
            record.get().name(),
            record.get().nonce(),
            record.get().owner(),
            random(Invite.ID_BYTES),
            random(Invite.SEED_BYTES),
            now().plus(validFor),
            uses,
            record.get().relayPin(),
            record.get().endpoints());
    try {
      Door changed = door.get().withInvite(invite.opened(), now());
      String code = InviteCode.write(frame.parts().identity(), invite);
      membership.change(
          changed,
          () ->
              done.complete(
                  Answer.ok(new InviteView(code, uses, invite.notAfter().toEpochMilli()))));
    } catch (IllegalArgumentException e) {
      LOG.info("invite refused", e);
      done.complete(
          Answer.no(
              "INVITES_FULL", "A hundred invites are open. Wait until some were used or expire."));
    }
  }

  Answer<String> join(String code) {
    return switch (InviteCode.read(code, Instant.now())) {
      case Verdict.Refused<Invite> refused -> Answers.no(refused.refusal());
      case Verdict.Accepted<Invite> accepted -> join(accepted.value());
    };
  }

  private Answer<String> join(Invite invite) {
    Identity identity = frame.parts().identity();
    if (invite.owner().equals(identity.key())) {
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
            ShellRecord.joining(invite, name, credential),
            () -> shell.onJoinEnded((why, sentence) -> ended.complete(joinEnded(why, sentence))),
            () -> {},
            Answer.ok(""));
    return asked instanceof Answer.No<String> ? asked : awaitOwner(invite, ended);
  }

  private static Answer<String> joinEnded(String code, String sentence) {
    return code.isEmpty()
        ? Answer.ok("You are in the shell '" + sentence + "'. 'sync status' shows what comes.")
        : Answer.no(code, sentence);
  }

  private Answer<String> awaitOwner(Invite invite, CompletableFuture<Answer<String>> ended) {
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
    ShellMembership membership = shell.membership();
    String further =
        " It is tried again by itself until "
            + invite.notAfter()
            + "; 'sync status' shows how it goes, 'sync leave' gives up.";
    String word = membership.relayWord();
    return switch (word) {
      case "connected" ->
          Answer.no("JOIN_PENDING", "The relay has answered, the shell's owner has not." + further);
      case "connecting" ->
          Answer.no(
              "RELAY_UNREACHABLE",
              "The relay of '" + invite.shellName().text() + "' has not answered." + further);
      default -> Answer.no(word, membership.relaySentence() + further);
    };
  }

  Answer<String> leave() {
    CompletableFuture<Answer<String>> done = new CompletableFuture<>();
    frame.loop().post(() -> leave(done));
    return Answers.await(done);
  }

  private void leave(CompletableFuture<Answer<String>> done) {
    Optional<ShellRecord> record = shell.membership().record();
    if (record.isEmpty()) {
      done.complete(Answers.noShell());
      return;
    }
    boolean owner = shell.membership().isOwner();
    String left =
        (owner ? "The shell '" : "You have left '")
            + record.get().name().text()
            + (owner ? "' is closed for all." : "'.")
            + " Installed files stay.";
    shell.membership().leave(() -> done.complete(Answer.ok(left)));
  }

  /// Takes the right to make or enter a shell, or says why not.
  private Optional<Answer<String>> claim() {
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
                              + "'. Leave it first with 'sync leave'.")
                      .orElse("Another request is making or entering a shell just now.")));
        });
  }

  private void release() {
    frame.loop().post(shell.membership()::release);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private static Bytes random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }
}
