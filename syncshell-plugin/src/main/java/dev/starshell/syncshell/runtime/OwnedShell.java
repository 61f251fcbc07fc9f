package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.Doorkeeper.Admission;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarId;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.membership.Door;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The relay side of a shell that this member owns: opens the star and keeps its door. The door's
/// state belongs to the shell's loop; a knock is answered when its outcome is durable.
final class OwnedShell implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedShell.class);
  private static final long ANSWER_MILLIS = 900;
  private static final Admission BUSY =
      new Admission.Undecided(
          "BUSY_RETRY", "The shell's owner is busy. It is tried again by itself.");

  private final ShellLoop loop;
  private final DoorStore store;
  private @Nullable HostedStar hosted;

  /// Keeps the door of the shell. Belongs to the loop.
  interface DoorStore {
    /// The door as it is now; empty when this member owns no shell any more.
    Optional<Door> door();

    /// Whether a member is one for good: the journal has it.
    boolean keeps(MemberKey member);

    /// Makes a door durable, changed or not, after all changes before it; then runs the task on the
    /// loop.
    void change(Door door, Runnable durable);
  }

  OwnedShell(ShellLoop loop, DoorStore store) {
    this.loop = loop;
    this.store = store;
  }

  /// Opens the star. May wait for the relay; never called on the loop. The door stays shut until
  /// the star is adopted.
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
    CompletableFuture<Admission> answer = new CompletableFuture<>();
    MemberKey key = MemberKey.of(member.toBytes());
    Bytes shown = Bytes.copyOf(credential);
    loop.post(() -> decide(key, shown, answer));
    try {
      return answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return BUSY;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("knock not answered member={}", key, e);
      return BUSY;
    }
  }

  private void decide(MemberKey key, Bytes credential, CompletableFuture<Admission> answer) {
    Optional<Door> door = store.door();
    if (door.isEmpty()) {
      answer.complete(
          new Admission.Undecided(
              "STAR_UNKNOWN", "This shell is not open here now; it is tried again."));
      return;
    }
    switch (door.get().knock(key, credential, Instant.now())) {
      case Door.Answer.TurnedAway away ->
          answer.complete(
              new Admission.Refused(away.refusal().code().name(), away.refusal().sentence()));
      case Door.Answer.Admitted in when in.door().equals(door.get()) && store.keeps(key) ->
          answer.complete(new Admission.Admitted());
      case Door.Answer.Admitted in ->
          store.change(in.door(), () -> answer.complete(new Admission.Admitted()));
    }
  }
}
