package dev.starshell.syncshell.runtime;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Ada, who makes the shell, and Bob, who joins it. A test begins it.
abstract class PairScene {
  @TempDir Path temp;
  TestShell shell;
  TestMember ada;
  TestMember bob;

  @BeforeEach
  void make() throws IOException {
    shell = new TestShell(temp, "ada", "bob");
    ada = shell.member(0);
    bob = shell.member(1);
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }
}
