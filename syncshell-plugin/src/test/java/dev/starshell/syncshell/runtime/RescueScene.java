package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;

import dev.starshell.syncshell.control.RescueControl;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/// Four members, and recovery codes for the time in which the host of their shell, Ada's, is gone.
abstract class RescueScene extends TrioScene {
  TestMember dave;

  @Override
  String[] names() {
    return new String[] {"ada", "bob", "cleo", "dave"};
  }

  @BeforeEach
  void makeDave() {
    dave = shell.member(3);
  }

  static RescueControl of(TestMember member) {
    return member.control().rescues();
  }

  /// A code for one friend, or for whoever of the members comes first.
  static String codeBy(TestMember member, Duration valid, String... friend) {
    Optional<String> whom = friend.length == 0 ? Optional.empty() : Optional.of(friend[0]);
    return ok(of(member).make(whom, valid)).code();
  }

  static boolean isLinked(TestMember member, TestMember other) {
    ShellRuntime runtime = member.runtime();
    return runtime.frame().loop().ask(() -> runtime.links().isLinked(other.key()));
  }

  /// The host is gone, and with it every link.
  void lose() throws IOException {
    ada.close();
    shell.net.cut();
    until(() -> !isLinked(bob, cleo) && !isLinked(cleo, bob) && !isLinked(dave, bob));
  }
}
