package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;

import dev.starshell.syncshell.control.PeopleControl;
import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.control.ShellControl.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Ada, who makes the shell, Bob and Cleo, who join it. A test opens them, or begins the shell.
abstract class TrioScene {
  static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path temp;
  TestShell shell;
  TestMember ada;
  TestMember bob;
  TestMember cleo;

  @BeforeEach
  void make() throws IOException {
    shell = new TestShell(temp, names());
    ada = shell.member(0);
    bob = shell.member(1);
    cleo = shell.member(2);
  }

  /// These three first.
  String[] names() {
    return new String[] {"ada", "bob", "cleo"};
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }

  void openAll() throws IOException {
    for (TestMember member : shell.members) {
      member.open();
    }
  }

  /// A code of Ada's for one.
  String invite() {
    return ok(people(ada).invite(InviteWish.plain(1, HOUR))).code();
  }

  static PeopleControl people(TestMember member) {
    return member.control().people();
  }

  static String codeOf(Answer<?> answer) {
    return switch (answer) {
      case Answer.Ok<?> good -> throw new AssertionError("worked: " + good.value());
      case Answer.No<?> bad -> bad.code();
    };
  }
}
