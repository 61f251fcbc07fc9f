package dev.starshell.syncshell.control;

import dev.starshell.syncshell.control.ShellControl.Answer;
import java.util.List;

/// Port: links that were lost, and what goes on when they are back.
///
/// Thread: any virtual thread. Each call answers within seconds.
public interface RecoveryControl {
  /// The open recovery sessions, by name of the member.
  List<RecoveryView> list();

  /// One session.
  ///
  /// @param written its name, or that of its member
  Answer<RecoveryView> show(String written);

  /// Tries the link of a session now instead of at the end of its wait.
  Answer<String> resume(String written);

  /// Tries the links of all sessions now.
  Answer<String> resumeAll();

  /// Forgets a session. What has arrived stays, and the link is still made. Durable on return.
  Answer<String> discard(String written);

  /// What recoveries came to since the plugin started.
  RecoveryStatsView stats();
}
