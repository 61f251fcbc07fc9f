package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notice;
import dev.starshell.syncshell.ArchiveEdge;
import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.SecureCarrier;
import dev.starshell.syncshell.carrier.sealed.SealingCarrier;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.install.InstallSettings;
import dev.starshell.syncshell.install.Installer;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.manifest.AcceptPolicy;
import dev.starshell.syncshell.manifest.Quota;
import dev.starshell.syncshell.quarantine.TypePolicy;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.file.FileArchiveStore;
import dev.starshell.syncshell.store.file.StoreSettings;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One member with a home folder of its own, which it can leave and come back to.
final class TestMember {
  final String name;
  final Identity identity;
  final Path home;
  final List<Notice> notices = new CopyOnWriteArrayList<>();
  AcceptPolicy policy = AcceptPolicy.of(AcceptPolicy.Mode.AUTO);
  InstallSettings removal = InstallSettings.KEEP;

  /// Comes before everything that is done in the install folder, on the thread that does it.
  volatile Runnable beforeInstalls = () -> {};

  TypePolicy types = TypePolicy.DEFAULT;
  Quota quota = Quota.NONE;

  /// How wrong its clock on the wall is. Takes effect at once.
  volatile Duration skew = Duration.ZERO;

  int channels = 5;
  int associations = 2;
  UnaryOperator<ArchiveStore> seam = UnaryOperator.identity();

  /// What carries this member's links instead of the network in memory.
  UnaryOperator<CarrierFactory> wire = UnaryOperator.identity();

  private final MemoryNet net;
  private final MemoryRelay relay;
  private LinkMemory memory = new LinkMemory();
  private @Nullable ShellRuntime runtime;
  private @Nullable SqliteJournal journal;
  private @Nullable ArchiveStore store;
  private @Nullable TestLibraries libraries;

  TestMember(String name, int seed, Path home, MemoryNet net, MemoryRelay relay) {
    this.name = name;
    byte[] bytes = new byte[Identity.SEED_BYTES];
    new Random(seed).nextBytes(bytes);
    this.identity = Identity.fromSeed(bytes);
    this.home = home;
    this.net = net;
    this.relay = relay;
  }

  MemberKey key() {
    return identity.key();
  }

  void open() throws IOException {
    Path data = Files.createDirectories(home.resolve("data"));
    SqliteJournal opened = SqliteJournal.open(data.resolve("journal.db"));
    journal = opened;
    ArchiveStore archives =
        seam.apply(
            FileArchiveStore.open(new StoreSettings(data.resolve("store"), 0), opened.index()));
    store = archives;
    TestLibraries shared = new TestLibraries(opened.index());
    libraries = shared;
    Installer installer =
        Installer.open(archives, opened, mods(), List.of(data))
            .guardedBy(new ArchiveEdge(opened.archives(), types));
    TidyBell bell = new TidyBell();
    HomePeople people = new HomePeople();
    people.load(opened);
    runtime =
        new ShellRuntime(
            new ShellParts(
                identity,
                opened,
                archives,
                carrier(),
                shared,
                new TestInstalls(installer, () -> removal, () -> beforeInstalls.run()),
                relay,
                notices::add,
                () -> Instant.now().plus(skew)),
            new ShellSettings(
                DisplayName.cleaned(name, "member"), associations, channels, policy, quota, 0, 0),
            new HomeShare(
                memory,
                new Throttle(0),
                new Throttle(0),
                new Throttle(0),
                new NetworkWatch(),
                people,
                bell));
    Tidying tidying = new Tidying(opened, archives, () -> List.of(runtime));
    archives.hearsLost(lost -> tidying.areLost(Set.of(lost)));
    runtime.start();
  }

  private SecureCarrier carrier() {
    CarrierFactory factory = wire.apply(net.factory(key()));
    return net.sealed
        ? new SealingCarrier(factory)
        : (settings, keys, listener) -> {
          keys.close();
          return factory.open(settings, listener);
        };
  }

  void close() throws IOException {
    if (runtime != null) {
      runtime.close();
      runtime = null;
    }
    if (libraries != null) {
      libraries.close();
    }
    if (store != null) {
      store.close();
    }
    if (journal != null) {
      journal.close();
      journal = null;
    }
  }

  /// Starts anew with this memory.
  void restart(LinkMemory next) throws IOException {
    memory = next;
    restart();
  }

  void restart() throws IOException {
    close();
    open();
  }

  ShellRuntime runtime() {
    return java.util.Objects.requireNonNull(runtime);
  }

  SqliteJournal journal() {
    return java.util.Objects.requireNonNull(journal);
  }

  TestLibraries libraries() {
    return java.util.Objects.requireNonNull(libraries);
  }

  ShellControl control() {
    return runtime().control();
  }

  Path mods() {
    return home.resolve("mods");
  }

  Path folder(String library) {
    return home.resolve("share").resolve(library);
  }

  /// Writes a file into a library folder; tells nobody.
  byte[] write(String library, String path, long seed, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    write(library, path, content);
    return content;
  }

  void write(String library, String path, byte[] content) throws IOException {
    Path file = folder(library).resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  void share(String library) throws IOException {
    Files.createDirectories(folder(library));
    TestShell.ok(control().share(folder(library), Optional.of(library)));
  }

  void rescan(String library) {
    libraries().changed(library);
  }

  boolean hasNotice(String code) {
    return notices.stream().anyMatch(notice -> notice.code().equals(code));
  }

  /// An installed file by its name.
  Path find(String name) throws IOException {
    return visible().stream().filter(file -> file.endsWith(name)).findFirst().orElseThrow();
  }

  /// Everything installed, by its path below the shell's folder.
  TreeMap<String, byte[]> installed() throws IOException {
    TreeMap<String, byte[]> found = new TreeMap<>();
    if (!Files.exists(mods())) {
      return found;
    }
    for (Path file : visible()) {
      String place = mods().relativize(file).toString();
      found.put(place.substring(place.indexOf('/') + 1), Files.readAllBytes(file));
    }
    return found;
  }

  /// Files that a game would see. Hidden ones come and go while it looks.
  private List<Path> visible() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        mods(),
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes found) {
            return folder.getFileName().toString().startsWith(".")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
            if (found.isRegularFile() && !file.getFileName().toString().startsWith(".")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
