package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.membership.log.LogMessage.JoinersWaiting;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.List;

/// Tells owner and admins who waits for a yes: the host tells them all, and each tells its people.
/// Belongs to the shell's loop.
final class Doorbell {
  private final ShellFrame frame;
  private final LogKeeper keeper;
  private final LogTalk talk;
  private final WaitingRoom room = new WaitingRoom();

  Doorbell(ShellFrame frame, LogKeeper keeper, LogTalk talk) {
    this.frame = frame;
    this.keeper = keeper;
    this.talk = talk;
  }

  /// Those who wait.
  List<WaitingRoom.Joiner> waiting() {
    return room.all();
  }

  /// Somebody who holds an invite waits at the door.
  void rings(Bytes credential) {
    room.add(credential)
        .ifPresent(joiner -> {
          askForYes(List.of(joiner));
          tell();
        });
  }

  /// The host says who waits.
  void joinersWait(List<Bytes> credentials) {
    askForYes(room.set(credentials));
  }

  /// The shell has changed: whoever is in by now waits no more.
  void update(LogState now) {
    if (room.update(now)) {
      tell();
    }
  }

  /// Tells all who may say yes who waits, if somebody does.
  void tellWaiting() {
    if (!room.all().isEmpty()) {
      tell();
    }
  }

  void clear() {
    room.clear();
  }

  private void tell() {
    JoinersWaiting waiting = new JoinersWaiting(room.credentials());
    keeper
        .state()
        .filter(now -> now.place().host().equals(frame.self()))
        .ifPresent(now ->
            now.members().values().stream()
                .filter(member -> member.role().isAdmin())
                .forEach(member -> talk.tell(member.key(), waiting)));
  }

  private void askForYes(List<WaitingRoom.Joiner> joiners) {
    if (keeper.state().filter(now -> now.isAdmin(frame.self())).isPresent()) {
      joiners.forEach(joiner ->
          frame.tell(
              joiner.name()
                  + " wants to come in. 'sync approve "
                  + joiner.name()
                  + "' or 'sync deny "
                  + joiner.name()
                  + "'."));
    }
  }
}
