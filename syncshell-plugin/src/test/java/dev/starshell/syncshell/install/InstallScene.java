package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// One member's installed mods in a folder of the test, and what is needed to put more there.
abstract class InstallScene {
  static final MemberKey BOB = key(2);
  static final MemberKey EVE = key(3);
  static final ShellId SHELL = ShellId.of(BOB, new byte[32]);

  @TempDir Path temp;
  MemoryJournal journal;
  DiskStore store;
  Installer installer;
  Path folder;
  Path member;

  @BeforeEach
  void open() throws IOException {
    journal = new MemoryJournal();
    store = new DiskStore(temp.resolve("objects"), true);
    folder = temp.toRealPath().resolve("mods");
    member = folder.resolve("Raid night/Bob");
    installer = Installer.open(store, journal, folder, List.of(temp.resolve("objects")));
  }

  /// The shell's folder is marked as ours, so that what is put below it afterwards is in the way.
  void begin() throws IOException {
    apply();
    Files.createDirectories(member);
  }

  InstallReport apply(Entry... entries) throws IOException {
    return installer.apply(job(Set.of(), entries), InstallSettings.KEEP);
  }

  InstallReport applyAs(ShellId shell, MemberKey owner, String name, Entry... entries)
      throws IOException {
    return installer.apply(
        job(shell, owner, name, Set.of(), false, Words.NONE, entries), InstallSettings.KEEP);
  }

  static InstallJob job(Set<Root> more, Entry... entries) {
    return job(SHELL, BOB, "Bob", more, false, Words.NONE, entries);
  }

  static InstallJob job(boolean removalsConfirmed, Words words, Entry... entries) {
    return job(SHELL, BOB, "Bob", Set.of(), removalsConfirmed, words, entries);
  }

  private static InstallJob job(
      ShellId shell,
      MemberKey owner,
      String name,
      Set<Root> more,
      boolean removalsConfirmed,
      Words words,
      Entry... entries) {
    Set<Root> wanted = new HashSet<>(more);
    Arrays.stream(entries).map(Entry::root).forEach(wanted::add);
    return new InstallJob(
        shell,
        name("Raid night"),
        owner,
        name(name),
        List.of(entries),
        wanted,
        removalsConfirmed,
        words);
  }

  Entry entry(String library, String path, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new Entry(library, path, bytes.length, store.add(bytes));
  }

  Path object(Entry entry) {
    return store.objectPath(entry.root()).orElseThrow();
  }

  Map<String, String> tree() throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(member)) {
      try (var all = Files.walk(member)) {
        for (Path path : all.toList()) {
          if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            files.put(member.relativize(path).toString(), Files.readString(path));
          }
        }
      }
    }
    return files;
  }

  List<Path> drafts() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(InstallTree::isDraft).toList();
    }
  }

  /// Folders of installations that have no end.
  List<Path> rooms() throws IOException {
    Path rooms = folder.resolve("Raid night/.starshell-install");
    if (Files.notExists(rooms)) {
      return List.of();
    }
    try (var all = Files.list(rooms)) {
      return all.toList();
    }
  }

  static boolean sameFile(Path one, Path two) throws IOException {
    return Files.isSameFile(one, two);
  }

  static Object fileKey(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino");
  }

  static DisplayName name(String text) {
    return new DisplayName(text);
  }

  static MemberKey key(int fill) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) fill);
    return Identity.fromSeed(seed).key();
  }
}
