package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.ArchiveControl;
import dev.starshell.syncshell.control.AuditView;
import dev.starshell.syncshell.control.ChannelView;
import dev.starshell.syncshell.control.CreatedView;
import dev.starshell.syncshell.control.LaneView;
import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.control.MemberView;
import dev.starshell.syncshell.control.PeopleControl;
import dev.starshell.syncshell.control.RecoveryControl;
import dev.starshell.syncshell.control.RescueControl;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.control.StatusView;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal.AuditEntry;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.manifest.PathRules;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.InviteCode;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.WakeCause;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Carries out what people ask for. Thread: a virtual thread of the host for each request; what
/// concerns the shell's state is asked of its loop.
final class ShellDesk implements ShellControl {
  /// The journal's record of a pause; it is there while the shell is paused.
  static final String PAUSED = "paused";

  private final ShellRuntime shell;
  private final ShellFrame frame;
  private final ShellViews views;
  private final MembershipDesk door;
  private final PeopleDesk people;
  private final ArchiveDesk archives;
  private final RecoveryDesk recoveries;
  private final RescueDesk rescues;
  private final HistoryDesk history;

  ShellDesk(ShellRuntime shell) {
    this.shell = shell;
    this.frame = shell.frame();
    this.views = new ShellViews(shell);
    this.door = new MembershipDesk(shell);
    this.people = new PeopleDesk(shell, views);
    this.archives = new ArchiveDesk(shell, views);
    this.recoveries = new RecoveryDesk(shell, views);
    this.rescues = new RescueDesk(shell, views);
    this.history = new HistoryDesk(shell);
  }

  @Override
  public Answer<CreatedView> create(String name) {
    return create(name, Chance.bytes(ShellId.NONCE_BYTES));
  }

  Answer<CreatedView> create(String name, Bytes nonce) {
    return door.create(name, nonce);
  }

  @Override
  public PeopleControl people() {
    return people;
  }

  @Override
  public Answer<String> join(String code) {
    return switch (InviteCode.read(code, frame.wallTime())) {
      case Verdict.Refused<Invite>(Refusal refusal) -> Answers.no(refusal);
      case Verdict.Accepted<Invite>(Invite invite) -> join(invite);
    };
  }

  /// Joins by an invite that was read.
  Answer<String> join(Invite invite) {
    return door.join(invite);
  }

  @Override
  public Answer<String> leave() {
    return door.leave();
  }

  @Override
  public Answer<String> share(Path folder, Optional<String> name) {
    if (shell.membership().record().isEmpty()) {
      return Answers.noShell();
    }
    if (frame.loop().ask(() -> shell.membership().role()).equals("guest")) {
      return Answer.no(
          "GUEST_SHARES_NOTHING",
          "A guest receives and shares nothing. An admin can change that with 'sync role'.");
    }
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
    return Answers.durably(
        frame,
        journal -> journal.share(library),
        () -> {
          shell.sync().libraries().add(library);
          return Answer.ok(
              "Sharing '" + called + "' from " + folder + ". 'sync libraries' shows the scan.");
        });
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
    return Answers.durably(
        frame,
        journal -> journal.unshare(name),
        () -> {
          shell.sync().unshare(name);
          return Answer.ok("'" + name + "' is not shared any more. Others keep what they have.");
        });
  }

  @Override
  public Answer<String> pull(Optional<String> member) {
    return frame
        .loop()
        .ask(() -> {
          if (shell.membership().state().isEmpty()) {
            return Answers.noShell();
          }
          return views
              .memberIfNamed(member)
              .then(from -> {
                shell.links().wake(WakeCause.USER);
                shell.sync().pull(from);
                return Answer.ok("Fetching what is missing. 'sync transfers' shows it.");
              });
        });
  }

  @Override
  public Answer<String> removeUnoffered(String member) {
    return frame
        .loop()
        .ask(() ->
            views
                .member(member)
                .then(of -> {
                  shell.sync().removeUnoffered(of);
                  return Answer.ok(
                      "Deleting what "
                          + shell.name(of)
                          + " does not offer any more. Files that were changed here stay. 'sync"
                          + " libraries' shows what is left.");
                }));
  }

  @Override
  public Answer<String> limit(Direction direction, long bytesPerSecond) {
    (direction == Direction.UPLOAD ? frame.upload() : frame.download()).rate(bytesPerSecond);
    return Answer.ok(
        direction.name().toLowerCase(Locale.ROOT)
            + (bytesPerSecond == 0
                ? " is unlimited now."
                : " is limited to " + bytesPerSecond + " bytes a second, until the next start."));
  }

  @Override
  public Answer<String> pause(boolean paused) {
    return Answers.durably(
        frame,
        journal -> {
          if (paused) {
            journal.put(PAUSED, Bytes.EMPTY);
          } else {
            journal.remove(PAUSED);
          }
        },
        () -> {
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
      return Answers.stateFailed(e);
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
  public ArchiveControl archives() {
    return archives;
  }

  @Override
  public RecoveryControl recoveries() {
    return recoveries;
  }

  @Override
  public RescueControl rescues() {
    return rescues;
  }

  @Override
  public HistoryDesk history() {
    return history;
  }

  @Override
  public LimitsView limits() {
    return new LimitsView(frame.upload().rate(), frame.download().rate());
  }
}
