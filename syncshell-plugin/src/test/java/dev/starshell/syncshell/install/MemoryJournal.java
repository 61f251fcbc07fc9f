package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.LookBook;
import dev.starshell.syncshell.journal.ReceiptBook;
import dev.starshell.syncshell.journal.RecoveryBook;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A journal that keeps records and installed files, and can be made to fail.
final class MemoryJournal implements Journal {
  private final Map<String, Bytes> records = new TreeMap<>();
  private final Map<String, Installed> installed = new TreeMap<>();
  private final Map<String, LookBook.Look> looks = new TreeMap<>();
  private final MemoryInstalls installs = new MemoryInstalls(this);
  private boolean fails;

  /// Whether what was looked at cannot be kept.
  volatile boolean looksFail;

  /// From now on nothing can be recorded: as if the process had died before.
  synchronized void fail(boolean fails) {
    this.fails = fails;
  }

  void mayFail() throws IOException {
    if (fails) {
      throw new IOException("the journal is gone");
    }
  }

  @Override
  public synchronized void put(String key, Bytes value) throws IOException {
    mayFail();
    records.put(key, value);
  }

  @Override
  public synchronized Optional<Bytes> read(String key) {
    return Optional.ofNullable(records.get(key));
  }

  @Override
  public synchronized void remove(String key) {
    records.remove(key);
  }

  @Override
  public int slotOf(ShellId shell) {
    throw new UnsupportedOperationException("installing needs no slots");
  }

  @Override
  public List<Integer> slots() {
    throw new UnsupportedOperationException("installing needs no slots");
  }

  @Override
  public Journal inSlot(int slot) {
    throw new UnsupportedOperationException("installing needs no slots");
  }

  @Override
  public List<Bytes> logRecords(ShellId shell, long from, int countMax) {
    throw new UnsupportedOperationException("installing needs no log");
  }

  @Override
  public void addLogRecords(ShellId shell, long from, List<Bytes> records) {
    throw new UnsupportedOperationException("installing needs no log");
  }

  @Override
  public void forgetLog(ShellId shell) {
    throw new UnsupportedOperationException("installing needs no log");
  }

  @Override
  public synchronized List<Installed> installed(MemberKey owner) {
    return installed.values().stream().filter(one -> one.owner().equals(owner)).toList();
  }

  @Override
  public synchronized List<Installed> installed(MemberKey owner, Collection<String> paths) {
    return installed(owner).stream().filter(one -> paths.contains(one.path())).toList();
  }

  synchronized void recordInstalled(List<Installed> files) throws IOException {
    mayFail();
    files.forEach(file -> installed.put(file.owner().toHex() + "/" + file.path(), file));
  }

  synchronized void forgetInstalled(List<Installed> files) throws IOException {
    mayFail();
    files.forEach(file -> installed.remove(file.owner().toHex() + "/" + file.path()));
    files.forEach(file -> looks.remove(file.owner().toHex() + "/" + file.path()));
  }

  @Override
  public OptionalLong generation(MemberKey member) {
    return OptionalLong.empty();
  }

  @Override
  public void raiseGeneration(MemberKey member, long generation) {}

  @Override
  public List<SharedLibrary> libraries() {
    return new ArrayList<>();
  }

  @Override
  public void share(SharedLibrary library) {}

  @Override
  public void unshare(String name) {}

  @Override
  public Optional<Bytes> manifest(MemberKey owner) {
    return Optional.empty();
  }

  @Override
  public void keepManifest(MemberKey owner, long sequence, Bytes signed) {}

  @Override
  public ArchiveBook archives() {
    return new Book();
  }

  /// Knows where archives were installed, and nothing else.
  private final class Book implements ArchiveBook {
    @Override
    public List<Word> words() {
      return List.of();
    }

    @Override
    public void say(List<Word> words) {}

    @Override
    public List<Recall> recalls() {
      return List.of();
    }

    @Override
    public void recall(Recall recall) {}

    @Override
    public void lift(Root root) {}

    @Override
    public Map<Root, Finding> findings(Collection<Root> roots) {
      return Map.of();
    }

    @Override
    public void keepFinding(Root root, Finding finding) {}

    @Override
    public Map<Root, Long> brought() {
      return Map.of();
    }

    @Override
    public void bring(Map<Root, Long> sizes) {}

    @Override
    public Map<Root, Long> unused() {
      return Map.of();
    }

    @Override
    public void forgetBrought(Collection<Root> roots) {}

    @Override
    public List<Installed> installed(Collection<Root> roots) {
      synchronized (MemoryJournal.this) {
        return installed.values().stream().filter(one -> roots.contains(one.root())).toList();
      }
    }
  }

  @Override
  public MemoryInstalls installs() {
    return installs;
  }

  @Override
  public LookBook looks() {
    return new Looks();
  }

  private final class Looks implements LookBook {
    @Override
    public List<Watched> watched() {
      synchronized (MemoryJournal.this) {
        return installed.entrySet().stream()
            .map(one ->
                new Watched(
                    one.getValue(),
                    Optional.ofNullable(looks.get(one.getKey()))
                        .filter(look -> look.root().equals(one.getValue().root()))))
            .toList();
      }
    }

    @Override
    public void keep(Collection<Look> kept) throws IOException {
      if (looksFail) {
        throw new IOException("no room for looks");
      }
      synchronized (MemoryJournal.this) {
        kept.forEach(look -> looks.put(look.owner().toHex() + "/" + look.path(), look));
      }
    }
  }

  @Override
  public void audit(AuditEntry entry) {}

  @Override
  public List<AuditEntry> auditTail(int count) {
    return List.of();
  }

  @Override
  public RecoveryBook recoveries() {
    throw new UnsupportedOperationException("no recoveries here");
  }

  @Override
  public ReceiptBook receipts() {
    throw new UnsupportedOperationException("no receipts here");
  }

  @Override
  public void close() {}
}
