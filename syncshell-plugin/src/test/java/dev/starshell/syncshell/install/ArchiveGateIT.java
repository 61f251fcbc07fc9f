package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.quarantine.Cause;
import dev.starshell.syncshell.quarantine.Ruling;
import dev.starshell.syncshell.quarantine.Treatment;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveGateIT {
  private static final MemberKey BOB = Identity.fromSeed(new byte[Identity.SEED_BYTES]).key();
  private static final ShellId SHELL = ShellId.of(BOB, new byte[32]);

  @TempDir Path temp;
  private DiskStore store;
  private Installer open;
  private int asked;

  @BeforeEach
  void open() throws IOException {
    store = new DiskStore(temp.resolve("objects"), true);
    open = Installer.open(store, new MemoryJournal(), temp.resolve("mods"), List.of());
  }

  /// Refuses what begins with `evil`.
  private Ruling evil(Root root, String path, ArchiveGate.Content content) throws IOException {
    asked++;
    try (SeekableByteChannel channel = content.open()) {
      byte[] start = Channels.newInputStream(channel).readNBytes(4);
      return new String(start, StandardCharsets.US_ASCII).equals("evil")
          ? new Ruling(Treatment.REFUSE, Cause.ARCHIVE_REFUSED, "it explodes [ARCHIVE_BOMB]")
          : Ruling.INSTALL;
    }
  }

  private Entry entry(String path, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new Entry("hair", path, bytes.length, store.add(bytes));
  }

  private InstallReport apply(Installer installer, Entry... entries) throws IOException {
    Set<Root> wanted = Arrays.stream(entries).map(Entry::root).collect(Collectors.toSet());
    DisplayName name = DisplayName.cleaned("Bob", "x");
    return installer.apply(
        new InstallJob(SHELL, name, BOB, name, List.of(entries), wanted, false, Words.NONE),
        InstallSettings.DELETE);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(temp.resolve("mods"))) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void aRefusedArchiveIsAProblemAndNoFile() throws IOException {
    Entry empty = new Entry("hair", "empty", 0, Manifest.EMPTY_ROOT);

    InstallReport report =
        apply(open.guardedBy(this::evil), entry("a.zip", "evil"), entry("b.zip", "good"), empty);

    assertThat(files()).containsExactly("b.zip", "empty");
    assertThat(report.installed()).isEqualTo(2);
    assertThat(report.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Code.ARCHIVE_REFUSED);
          assertThat(problem.place()).isEqualTo("hair/a.zip");
          assertThat(problem.sentence()).contains("it explodes [ARCHIVE_BOMB]");
        });
  }

  @Test
  void anOlderVersionStaysWhereARefusedOneWouldTakeItsPlace() throws IOException {
    Installer guarded = open.guardedBy(this::evil);
    apply(guarded, entry("a.zip", "good"));

    InstallReport report = apply(guarded, entry("a.zip", "evil"));

    assertThat(report.problems())
        .extracting(InstallReport.Problem::code)
        .containsExactly(Code.ARCHIVE_REFUSED);
    assertThat(temp.resolve("mods/Bob/Bob/hair/a.zip")).hasContent("good");
  }

  @Test
  void whatIsInstalledIsNotAskedAboutAgain() throws IOException {
    Installer guarded = open.guardedBy(this::evil);

    apply(guarded, entry("a.zip", "one"), entry("b.zip", "two"));
    apply(guarded, entry("a.zip", "one"), entry("b.zip", "two"));

    assertThat(asked).isEqualTo(2);
  }

  @Test
  void anArchiveWithoutAnObjectIsReadThroughTheStore() throws IOException {
    DiskStore shared = new DiskStore(temp.resolve("shared"), false);
    byte[] content = new byte[200_000];
    new Random(1).nextBytes(content);
    Root root = shared.add(content);
    byte[] read = new byte[70_000];
    Installer installer =
        Installer.open(shared, new MemoryJournal(), temp.resolve("mods"), List.of())
            .guardedBy((_, _, bytes) -> {
              try (SeekableByteChannel channel = bytes.open()) {
                channel.position(60_000);
                Channels.newInputStream(channel).readNBytes(read, 0, read.length);
                channel.position(channel.size());
                assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
              }
              return Ruling.INSTALL;
            });

    InstallReport report = apply(installer, new Entry("hair", "a.zip", content.length, root));

    assertThat(report.installed()).isEqualTo(1);
    assertThat(read).isEqualTo(Arrays.copyOfRange(content, 60_000, 130_000));
  }
}
