package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.AuditView;
import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.SourceChangedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Installed files that were changed on this machine are told of, once, and are never passed on.
final class InstallWatchIT {
  private static final String CODE = "CONTENT_CHANGED";

  @TempDir Path temp;
  private TestShell shell;
  private TestMember ada;
  private TestMember bob;
  private byte[] content;

  @BeforeEach
  void twoMembersWithOneMod() throws IOException {
    shell = new TestShell(temp, "ada", "bob");
    ada = shell.member(0);
    bob = shell.member(1);
    shell.begin();
    content = ada.write("mods", "hat.zip", 1, 100_000);
    ada.share("mods");
    until(() -> bob.installed().size() == 1);
    shell.awaitSync();
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }

  private void look() {
    ShellRuntime runtime = bob.runtime();
    runtime.frame().loop().post(() -> runtime.sync().watch().look());
  }

  private void replaceByAnother() throws IOException {
    Path file = bob.find("hat.zip");
    Files.delete(file);
    Files.writeString(file, "something else");
  }

  private static List<String> audits(TestMember member) {
    return ok(member.control().audit(100)).stream()
        .map(AuditView::event)
        .filter(CODE::equals)
        .toList();
  }

  private long notices() {
    return bob.notices.stream().filter(notice -> notice.code().equals(CODE)).count();
  }

  @Test
  void aChangedFileIsToldOfOnceListedAndLeftAsItIs() throws IOException {
    replaceByAnother();
    look();
    until(() -> bob.control().status().altered() == 1);
    look();
    until(() -> !audits(bob).isEmpty());

    assertThat(bob.control().status().advice()).contains("1 problem", "sync libraries");
    assertThat(bob.control().libraries().problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(CODE);
          assertThat(problem.where()).isEqualTo("ada: mods/hat.zip");
          assertThat(problem.sentence())
              .contains("other bytes", "sync pull ada", bob.find("hat.zip").toString());
        });
    assertThat(bob.find("hat.zip")).hasContent("something else");
    assertThat(audits(bob)).hasSize(1);
    assertThat(notices()).isEqualTo(1);
    assertThat(bob.control().status().inSync()).isTrue();
  }

  @Test
  void whatWasChangedWhileTheHostWasDownIsFoundAtItsStart() throws IOException {
    bob.close();
    replaceByAnother();

    bob.open();
    until(() -> bob.control().status().altered() == 1);
    until(() -> !audits(bob).isEmpty());
    bob.restart();
    until(() -> bob.control().status().altered() == 1);

    assertThat(audits(bob)).hasSize(1);
    assertThat(notices()).isEqualTo(1);
  }

  @Test
  void deletingItAndAskingForItBringsBackWhatWasInstalled() throws IOException {
    replaceByAnother();
    look();
    until(() -> bob.control().status().altered() == 1);
    Files.delete(bob.find("hat.zip"));

    ok(bob.control().pull(Optional.of("ada")));
    until(() -> bob.installed().size() == 1);
    look();
    until(() -> bob.control().status().altered() == 0);

    assertThat(bob.installed().get("ada/mods/hat.zip")).isEqualTo(content);
    assertThat(bob.control().libraries().problems())
        .extracting(LibrariesView.Problem::code)
        .doesNotContain(CODE);
  }

  @Test
  void aFileThatWasChangedTogetherWithTheStoresCopyIsFetchedAnewAndNeverPassedOn()
      throws IOException {
    Path file = bob.find("hat.zip");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    byte[] infected = content.clone();
    infected[99_999] ^= 1;
    Files.write(file, infected);
    look();
    until(() -> bob.control().status().altered() == 1);

    until(() -> counts(bob).contentBytesReceived() > content.length);
    shell.awaitSync();

    // What bob would serve is what was shared; what lies in his folder is his.
    assertThat(bob.find("hat.zip")).hasBinaryContent(infected);
    Path stored = bob.home.resolve("data/store");
    try (var files = Files.walk(stored)) {
      assertThat(files.filter(Files::isRegularFile).map(InstallWatchIT::read))
          .anyMatch(bytes -> java.util.Arrays.equals(bytes, content));
    }
    String id =
        ok(bob.control().archives().list(Optional.empty(), false)).archives().getFirst().id();
    assertThat(bob.control().archives().approve(id, Optional.empty()))
        .isInstanceOfSatisfying(Answer.No.class, no -> assertThat(no.code()).isEqualTo(CODE));
  }

  @Test
  void whatAnyReaderFindsDamagedInTheStoreIsFetchedAnewAtOnce() throws IOException {
    Path file = bob.find("hat.zip");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    byte[] infected = content.clone();
    infected[99_999] ^= 1;
    Files.write(file, infected);

    // As an upload does.
    ArchiveStore store = bob.runtime().frame().parts().store();
    Root root = bob.journal().index().objects().iterator().next();
    assertThatThrownBy(() -> readAll(store, root)).isInstanceOf(SourceChangedException.class);

    until(() -> counts(bob).contentBytesReceived() > content.length);
    until(() -> !bob.journal().index().objects().isEmpty());
    readAll(store, root);
  }

  private static void readAll(ArchiveStore store, Root root) throws IOException {
    byte[] target = new byte[Limits.CHUNK_BYTES_MAX];
    try (ArchiveStore.Reader reader = store.open(root)) {
      for (int chunk = 0; chunk < reader.chunks().count(); chunk++) {
        assertThat(reader.read(chunk, target, 0)).isPositive();
      }
    }
  }

  @Test
  void aLookThatBreaksOffByAMistakeIsNotTheLastOne() throws IOException {
    AtomicInteger mistakes = new AtomicInteger();
    bob.beforeInstalls =
        () -> {
          mistakes.incrementAndGet();
          throw new AssertionError("as if");
        };
    look();
    until(() -> mistakes.get() > 0);
    bob.beforeInstalls = () -> {};
    replaceByAnother();

    until(() -> {
      look();
      return bob.control().status().altered() == 1;
    });
  }

  @Test
  void whatCannotBeInstalledIsToldOnceUntilItWorksAgain() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    Runnable fails =
        () -> {
          tries.incrementAndGet();
          throw new IllegalStateException("as if");
        };
    bob.beforeInstalls = fails;
    for (int seed = 2; seed <= 3; seed++) {
      int before = tries.get();
      ada.write("mods", seed + ".zip", seed, 1_000);
      ada.rescan("mods");
      until(() -> tries.get() > before);
    }
    bob.beforeInstalls = () -> {};
    ok(bob.control().pull(Optional.empty()));
    until(() -> bob.installed().size() == 3);
    assertThat(failures()).isEqualTo(1);

    bob.beforeInstalls = fails;
    ada.write("mods", "4.zip", 4, 1_000);
    ada.rescan("mods");
    until(() -> failures() == 2);
  }

  private long failures() {
    return bob.notices.stream().filter(notice -> notice.code().equals("INSTALL_FAILED")).count();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
