package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.Doorkeeper.Admission;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarId;
import dev.starshell.syncshell.crypto.KeyCheck;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The relay side of a shell that is hosted here: opens the star and keeps its door. Members come
/// in as the log says; who is none becomes one by a request that finds its place in the log. A
/// knock is answered when its outcome is durable.
final class Hosting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hosting.class);
  private static final long ANSWER_MILLIS = 900;

  private final ShellLoop loop;
  private final DoorUse use;
  private @Nullable HostedStar hosted;

  /// The shell as the door needs it. Belongs to the loop.
  interface DoorUse {
    /// What the log says; empty when this member is in no shell any more.
    Optional<LogState> state();

    /// Gives a proposal its place, durably.
    void order(Proposal proposal, Consumer<Optional<Refusal>> done);

    /// Somebody who holds an invite waits for an admin to say yes.
    void waits(Bytes credential);

    MemberKey self();
  }

  Hosting(ShellLoop loop, DoorUse use) {
    this.loop = loop;
    this.use = use;
  }

  /// Opens the star. May wait for the relay; never called on the loop. The door stays shut until
  /// this member is in the shell.
  HostedStar open(Signalling signalling, ShellId shell) throws SignalFailure {
    return signalling.host(StarId.of(shell.digest().toBytes()), this::knock);
  }

  /// Takes an open star over; it is closed with this. Belongs to the loop.
  void adopt(HostedStar opened) {
    close();
    hosted = opened;
  }

  /// Belongs to the loop.
  Optional<HostedStar> hosted() {
    return Optional.ofNullable(hosted);
  }

  /// Belongs to the loop.
  void dismiss(MemberKey member) {
    hosted().ifPresent(star -> star.dismiss(Star.idOf(member)));
  }

  /// Closes the star; another may be adopted later. Belongs to the loop.
  @Override
  public void close() {
    HostedStar now = hosted;
    hosted = null;
    if (now != null) {
      now.close();
    }
  }

  /// Thread: the relay's, one for each log-in; it waits for the loop and the journal.
  private Admission knock(MemberId member, byte[] credential) {
    MemberKey key = MemberKey.of(member.toBytes());
    Bytes shown = Bytes.copyOf(credential);
    return ask(loop, key, answer -> decide(key, shown, answer));
  }

  /// Has the loop decide, and waits for it. Thread: any but the loop.
  static Admission ask(ShellLoop loop, MemberKey key, Consumer<Consumer<Admission>> decision) {
    CompletableFuture<Admission> answer = new CompletableFuture<>();
    loop.post(() -> decision.accept(answer::complete));
    try {
      return answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return busy();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("knock not answered member={}", key, e);
      return busy();
    }
  }

  private void decide(MemberKey key, Bytes credential, Consumer<Admission> answer) {
    Optional<LogState> state = use.state();
    if (state.isEmpty()) {
      answer.accept(
          new Admission.Undecided(
              "STAR_UNKNOWN", "This shell is not open here now; it is tried again."));
    } else if (state.get().member(key).isPresent()) {
      answer.accept(new Admission.Admitted());
    } else if (!(Signatures.check(key.toBytes()) instanceof KeyCheck.Sound)) {
      answer.accept(
          refused(RefusalCode.KEY_WEAK, "This key cannot prove anything. Make a new identity."));
    } else if (state.get().bans().get(key) instanceof LogState.Ban ban) {
      String reason = ban.reason().text();
      answer.accept(
          refused(
              RefusalCode.BANNED,
              "This member is kept out of the shell"
                  + (reason.isEmpty() ? "." : ": " + reason + ".")
                  + " An admin of the shell can lift that."));
    } else {
      admit(state.get(), key, credential, answer);
    }
  }

  private void admit(LogState state, MemberKey key, Bytes credential, Consumer<Admission> answer) {
    if (credential.length() == 0) {
      answer.accept(
          refused(
              RefusalCode.NOT_A_MEMBER,
              "This key is not a member of the shell any more, or never was. Ask an admin of the"
                  + " shell for an invite."));
    } else if (!state.place().host().equals(use.self())) {
      answer.accept(
          refused(
              RefusalCode.HOST_MOVED,
              "The shell has moved to another host, where this invite does not lead. Ask for a new"
                  + " one."));
    } else if (JoinRequest.read(credential)
        .filter(shown -> shown.request().member().equals(key))
        .isEmpty()) {
      answer.accept(
          refused(
              RefusalCode.INVITE_REFUSED,
              "What this member shows is not a request of its own. Ask for a new invite."));
    } else {
      use.order(
          new Proposal.Request(new LogAct.Admit(credential)),
          refusal -> answer.accept(judged(refusal, credential)));
    }
  }

  private Admission judged(Optional<Refusal> refusal, Bytes credential) {
    if (refusal.isEmpty()) {
      return new Admission.Admitted();
    }
    Refusal why = refusal.get();
    return switch (why.code()) {
      case ALREADY_MEMBER -> new Admission.Admitted();
      case INVITE_APPROVAL_NEEDED -> {
        use.waits(credential);
        yield new Admission.Undecided(why.code().name(), why.sentence());
      }
      case LOG_BATCH, HOST_AWAY -> busy();
      default -> new Admission.Refused(why.code().name(), why.sentence());
    };
  }

  private static Admission refused(RefusalCode code, String sentence) {
    return new Admission.Refused(code.name(), sentence);
  }

  private static Admission busy() {
    return new Admission.Undecided(
        "BUSY_RETRY", "The shell's host is busy. It is tried again by itself.");
  }
}
