package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.control.AuditView;
import dev.starshell.syncshell.control.ChannelView;
import dev.starshell.syncshell.control.InviteView;
import dev.starshell.syncshell.control.LaneView;
import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.control.MemberView;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.control.StatusView;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal.AuditEntry;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.manifest.PathRules;
import dev.starshell.syncshell.membership.Door;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.InviteCode;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.Roster;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.membership.ShellRecord.Standing;
import dev.starshell.syncshell.membership.ShellRecordCodec;
import dev.starshell.syncshell.membership.SignedRoster;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.file.Path;
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

/// Carries out what people ask for. Thread: a virtual thread of the host for each request; what
/// concerns the shell's state is asked of its loop.
final class ShellDesk implements ShellControl {
  /// The journal's record of a pause; it is there while the shell is paused.
  static final String PAUSED = "paused";

  private static final Logger LOG = LoggerFactory.getLogger(ShellDesk.class);
  private static final long JOIN_WAIT_MILLIS = 5_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ShellRuntime shell;
  private final ShellFrame frame;
  private final ShellViews views;

  ShellDesk(ShellRuntime shell) {
    this.shell = shell;
    this.frame = shell.frame();
    this.views = new ShellViews(shell);
  }

  @Override
  public Answer<String> create(String name) {
    DisplayName shellName = DisplayName.cleaned(name, "Shell");
    Optional<Answer<String>> taken = inShell();
    if (taken.isPresent()) {
      return taken.get();
    }
    Identity identity = frame.parts().identity();
    Bytes nonce = random(ShellId.NONCE_BYTES);
    ShellId id = ShellId.of(identity.key(), nonce.toArray());
    Instant now = now();
    Roster roster =
        Roster.founded(id, shellName, identity.key(), frame.settings().memberName(), now);
    SignedRoster signed = SignedRoster.sign(identity, roster);
    try {
      HostedStar hosted = shell.membership().owned().open(frame.parts().signalling(), id);
      ShellRecord record =
          new ShellRecord(
              shellName,
              identity.key(),
              nonce,
              Digest.of(hosted.pin()),
              ShellRuntime.endpoints(hosted),
              new Standing.Owning(signed.signed(), List.of()));
      frame.parts().journal().put(ShellMembership.RECORD, ShellRecordCodec.write(record));
      return frame
          .loop()
          .ask(() -> {
            shell.membership().enter(record);
            return Answer.ok(shellName.text());
          });
    } catch (SignalFailure e) {
      return Answer.no(e.code(), e.sentence());
    } catch (IOException e) {
      shell.membership().owned().close();
      return stateFailed(e);
    }
  }

  @Override
  public Answer<InviteView> invite(int uses, Duration validFor) {
    CompletableFuture<Answer<InviteView>> done = new CompletableFuture<>();
    frame.loop().post(() -> invite(uses, validFor, done));
    return await(done);
  }

  private void invite(int uses, Duration validFor, CompletableFuture<Answer<InviteView>> done) {
    ShellMembership membership = shell.membership();
    Optional<Door> door = membership.door();
    Optional<ShellRecord> record = membership.record();
    if (door.isEmpty() || record.isEmpty()) {
      done.complete(
          record.isPresent()
              ? Answer.no("NOT_THE_OWNER", "Only the owner of the shell can invite.")
              : noShell());
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

  @Override
  public Answer<String> join(String code) {
    return switch (InviteCode.read(code, Instant.now())) {
      case Verdict.Refused<Invite> refused -> no(refused.refusal());
      case Verdict.Accepted<Invite> accepted -> join(accepted.value());
    };
  }

  private Answer<String> join(Invite invite) {
    Optional<Answer<String>> taken = inShell();
    if (taken.isPresent()) {
      return taken.get();
    }
    Identity identity = frame.parts().identity();
    if (invite.owner().equals(identity.key())) {
      return Answer.no("INVITE_OWN", "This invite is your own; it is for somebody else.");
    }
    DisplayName name = frame.settings().memberName();
    Bytes credential = JoinRequest.credential(invite, identity, name, now());
    ShellRecord record = ShellRecord.joining(invite, name, credential);
    CompletableFuture<Answer<String>> ended = new CompletableFuture<>();
    try {
      frame.parts().journal().put(ShellMembership.RECORD, ShellRecordCodec.write(record));
    } catch (IOException e) {
      return stateFailed(e);
    }
    frame
        .loop()
        .post(() -> {
          shell.onJoinEnded((why, sentence) ->
              ended.complete(
                  why.isEmpty()
                      ? Answer.ok(
                          "You are in the shell '"
                              + sentence
                              + "'. 'sync status' shows what comes.")
                      : Answer.no(why, sentence)));
          shell.membership().enter(record);
        });
    try {
      return ended.get(JOIN_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Answer.ok(
          "The relay of '"
              + invite.shellName().text()
              + "' has not answered yet. It is tried until "
              + invite.notAfter()
              + "; 'sync status' shows how it goes, 'sync leave' gives up.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.no("INTERRUPTED", "The host is stopping.");
    } catch (ExecutionException e) {
      throw new IllegalStateException("joining failed", e);
    }
  }

  @Override
  public Answer<String> leave() {
    return frame
        .loop()
        .ask(() -> {
          Optional<ShellRecord> record = shell.membership().record();
          if (record.isEmpty()) {
            return noShell();
          }
          boolean owner = shell.membership().isOwner();
          shell.membership().leave("", "");
          return Answer.ok(
              (owner ? "The shell '" : "You have left '")
                  + record.get().name().text()
                  + (owner ? "' is closed for all." : "'.")
                  + " Installed files stay.");
        });
  }

  @Override
  public Answer<String> share(Path folder, Optional<String> name) {
    List<SharedLibrary> shared = frame.loop().ask(() -> shell.sync().libraries().all());
    String called =
        name.orElseGet(
            () -> folder.getFileName() == null ? "library" : folder.getFileName().toString());
    if (PathRules.ofLibrary(called).isPresent()) {
      return Answer.no(
          "NAME_UNSAFE",
          "'"
              + DisplayName.cleaned(called, "?")
              + "' cannot be the name of a library, because it"
              + " becomes a folder on other systems. Choose another with --as NAME.");
    }
    Optional<SharedLibrary> same =
        shared.stream().filter(library -> library.name().equals(called)).findAny();
    if (same.isPresent()) {
      return Answer.no(
          "NAME_TAKEN",
          "A library '"
              + called
              + "' is shared already: "
              + same.get().folder()
              + ". Choose another name with --as NAME.");
    }
    Optional<LibraryPort.Fault> fault = frame.parts().libraries().check(folder, shared);
    if (fault.isPresent()) {
      return Answer.no(fault.get().code(), fault.get().sentence());
    }
    SharedLibrary library = new SharedLibrary(called, folder);
    try {
      frame.parts().journal().share(library);
    } catch (IOException e) {
      return stateFailed(e);
    }
    frame.loop().post(() -> shell.sync().libraries().add(library));
    return Answer.ok(
        "Sharing '" + called + "' from " + folder + ". 'sync libraries' shows the scan.");
  }

  @Override
  public Answer<String> unshare(String name) {
    boolean known =
        frame
            .loop()
            .ask(() ->
                shell.sync().libraries().all().stream()
                    .anyMatch(library -> library.name().equals(name)));
    if (!known) {
      return Answer.no(
          "LIBRARY_UNKNOWN", "No library is called '" + name + "'. 'sync libraries' lists them.");
    }
    try {
      frame.parts().journal().unshare(name);
    } catch (IOException e) {
      return stateFailed(e);
    }
    frame.loop().post(() -> shell.sync().unshare(name));
    return Answer.ok("'" + name + "' is not shared any more. Others keep what they have.");
  }

  @Override
  public Answer<String> pull(Optional<String> member) {
    return frame
        .loop()
        .ask(() -> {
          if (shell.membership().record().isEmpty()) {
            return noShell();
          }
          Optional<MemberKey> from = member.flatMap(views::find);
          if (member.isPresent() && from.isEmpty()) {
            return Answer.no(
                "MEMBER_UNKNOWN",
                "Nobody in the shell is called '" + member.get() + "'. 'sync members' lists them.");
          }
          shell.links().nudge();
          shell.sync().pull(from);
          return Answer.ok("Fetching what is missing. 'sync transfers' shows it.");
        });
  }

  @Override
  public Answer<String> limit(Direction direction, long bytesPerSecond) {
    shell.sync().limit(direction, bytesPerSecond);
    return Answer.ok(
        direction.name().toLowerCase(java.util.Locale.ROOT)
            + (bytesPerSecond == 0
                ? " is unlimited now."
                : " is limited to " + bytesPerSecond + " bytes a second, until the next start."));
  }

  @Override
  public Answer<String> pause(boolean paused) {
    try {
      if (paused) {
        frame.parts().journal().put(PAUSED, Bytes.EMPTY);
      } else {
        frame.parts().journal().remove(PAUSED);
      }
    } catch (IOException e) {
      return stateFailed(e);
    }
    return frame
        .loop()
        .ask(() -> {
          shell.sync().pause(paused);
          return Answer.ok(
              paused ? "All transfers are paused. 'sync resume' goes on." : "Transfers go on.");
        });
  }

  @Override
  public Answer<List<AuditView>> audit(int count) {
    try {
      List<AuditEntry> entries = frame.parts().journal().auditTail(count);
      return Answer.ok(
          entries.stream()
              .map(entry ->
                  new AuditView(
                      Instant.ofEpochMilli(entry.wallMillis()).toString(),
                      entry.event(),
                      entry.member(),
                      entry.subject()))
              .toList());
    } catch (IOException e) {
      return stateFailed(e);
    }
  }

  @Override
  public StatusView status() {
    return frame.loop().ask(views::status);
  }

  @Override
  public List<MemberView> members() {
    return frame.loop().ask(views::members);
  }

  @Override
  public LibrariesView libraries() {
    return frame.loop().ask(views::libraries);
  }

  @Override
  public List<LaneView> lanes() {
    return frame.loop().ask(() -> shell.sync().laneViews());
  }

  @Override
  public List<ChannelView> channels() {
    return frame.loop().ask(() -> shell.links().channels());
  }

  @Override
  public LimitsView limits() {
    return shell.sync().limits();
  }

  private Optional<Answer<String>> inShell() {
    return frame
        .loop()
        .ask(() ->
            shell
                .membership()
                .record()
                .map(record ->
                    Answer.no(
                        "SHELL_EXISTS",
                        "This member is in the shell '"
                            + record.name().text()
                            + "'. Leave it first with 'sync leave'.")));
  }

  private static <T> Answer<T> await(CompletableFuture<Answer<T>> done) {
    try {
      return done.get(JOIN_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.no("INTERRUPTED", "The host is stopping.");
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("not answered in time", e);
      return Answer.no(
          "STORE_FAILED", "The journal did not answer in time; the log may have the cause.");
    }
  }

  private static <T> Answer<T> noShell() {
    return Answer.no(
        "NO_SHELL",
        "This member is in no shell. 'sync create NAME' makes one, 'sync join' enters a"
            + " friend's.");
  }

  private static <T> Answer<T> no(Refusal refusal) {
    return Answer.no(refusal.code().name(), refusal.sentence());
  }

  private static <T> Answer<T> stateFailed(IOException cause) {
    LOG.error("journal failed", cause);
    return Answer.no(
        "STORE_FAILED",
        "Nothing was changed, because the shell's journal cannot be written. Look at the disk of"
            + " the host's home folder; the log has the cause.");
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
