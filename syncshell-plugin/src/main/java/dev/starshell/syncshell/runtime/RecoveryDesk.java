package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.RecoveryControl;
import dev.starshell.syncshell.control.RecoveryStatsView;
import dev.starshell.syncshell.control.RecoveryView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.RecoverySession;
import dev.starshell.syncshell.recovery.RecoverySessionCodec;
import dev.starshell.syncshell.recovery.RecoverySessionCodec.Reading;
import dev.starshell.syncshell.recovery.SessionBook.Found;
import dev.starshell.syncshell.recovery.SessionRefusal;
import dev.starshell.syncshell.recovery.WakeCause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers what people ask about links that were lost. Thread: a virtual thread of the host for
/// each request; what concerns the shell's state is asked of its loop.
final class RecoveryDesk implements RecoveryControl {
  private final ShellRuntime shell;
  private final ShellFrame frame;
  private final ShellViews views;
  private final RecoveryViews shown;

  RecoveryDesk(ShellRuntime shell, ShellViews views) {
    this.shell = shell;
    this.frame = shell.frame();
    this.views = views;
    this.shown = new RecoveryViews(shell);
  }

  @Override
  public List<RecoveryView> list() {
    return frame.loop().ask(shown::sessions);
  }

  @Override
  public Answer<RecoveryView> show(String written) {
    List<RecoverySession> elsewhere = elsewhere();
    return frame
        .loop()
        .ask(() ->
            switch (find(written, elsewhere)) {
              case Found.Refused(SessionRefusal why) -> Answer.no(why.name(), why.sentence());
              case Found.Open(RecoverySession session) -> Answer.ok(shown.of(session));
            });
  }

  @Override
  public Answer<String> resume(String written) {
    List<RecoverySession> elsewhere = elsewhere();
    return frame
        .loop()
        .ask(() ->
            switch (find(written, elsewhere)) {
              case Found.Refused(SessionRefusal why) -> Answer.no(why.name(), why.sentence());
              case Found.Open(RecoverySession session) -> resumed(session.subject().peer());
            });
  }

  private Answer<String> resumed(MemberKey peer) {
    String name = shell.name(peer);
    if (shell.membership().blocks().has(peer)) {
      return Answer.no(
          "MEMBER_BLOCKED", name + " is blocked here. 'sync unblock " + name + "' takes it back.");
    }
    if (shell.links().isLinked(peer)) {
      return Answer.ok("The link to " + name + " is there. 'sync transfers' shows what is left.");
    }
    shell.links().wake(peer, WakeCause.USER);
    return Answer.ok(
        isPresent(peer)
            ? "Trying to reach " + name + " now."
            : name
                + " is not there. It is tried as soon as the relay reports "
                + name
                + ", and each minute.");
  }

  private boolean isPresent(MemberKey peer) {
    return shell.membership().place().isPresent(peer);
  }

  @Override
  public Answer<String> resumeAll() {
    return frame
        .loop()
        .ask(() -> {
          if (shell.membership().state().isEmpty()) {
            return Answers.noShell();
          }
          List<MemberKey> lost =
              shell.recoveries().sessions().stream()
                  .map(session -> session.subject().peer())
                  .filter(peer -> !shell.links().isLinked(peer))
                  .toList();
          lost.forEach(peer -> shell.links().wake(peer, WakeCause.USER));
          return Answer.ok(
              lost.isEmpty()
                  ? "Nothing waits to be recovered."
                  : "Trying " + (lost.size() == 1 ? "1 link" : lost.size() + " links") + " now.");
        });
  }

  @Override
  public Answer<String> discard(String written) {
    List<RecoverySession> elsewhere = elsewhere();
    Answer<MemberKey> meant = frame.loop().ask(() -> discardable(written, elsewhere));
    return switch (meant) {
      case Answer.No<MemberKey> no -> Answer.no(no.code(), no.sentence());
      case Answer.Ok<MemberKey>(MemberKey peer) ->
          Answers.durably(
              frame,
              journal -> journal.recoveries().forget(peer),
              () -> {
                shell.recoveries().discarded(peer);
                return Answer.ok(
                    "Forgotten. What has arrived from "
                        + shell.name(peer)
                        + " stays, and the link is still made.");
              });
    };
  }

  private Answer<MemberKey> discardable(String written, List<RecoverySession> elsewhere) {
    Optional<MemberKey> unread =
        views.find(written).filter(peer -> shell.recoveries().unread().contains(peer));
    if (unread.isPresent()) {
      return Answer.ok(unread.get());
    }
    return switch (find(written, elsewhere)) {
      case Found.Refused(SessionRefusal why) -> Answer.no(why.name(), why.sentence());
      case Found.Open(RecoverySession session) -> Answer.ok(session.subject().peer());
    };
  }

  /// By the name of the session, or of its member.
  private Found find(String written, List<RecoverySession> elsewhere) {
    Optional<MemberKey> member = views.find(written);
    return member.isPresent()
        ? shell.recoveries().find(member.get())
        : shell.recoveries().find(written, elsewhere);
  }

  /// Sessions of all shells of the home: whoever names one of another shell is told so.
  private List<RecoverySession> elsewhere() {
    List<RecoverySession> sessions = new ArrayList<>();
    try {
      for (Bytes kept : frame.parts().journal().recoveries().ofAllShells()) {
        if (RecoverySessionCodec.read(kept) instanceof Reading.Read(RecoverySession session)
            && !Optional.of(session.subject().shell()).equals(shell.shellId())) {
          sessions.add(session);
        }
      }
    } catch (IOException e) {
      // Then the answer is that there is no such session.
      Answers.stateFailed(e);
    }
    return sessions;
  }

  @Override
  public RecoveryStatsView stats() {
    return frame.loop().ask(shown::stats);
  }
}
