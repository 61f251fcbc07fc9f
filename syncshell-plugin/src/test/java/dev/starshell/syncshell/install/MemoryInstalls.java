package dev.starshell.syncshell.install;

import dev.starshell.syncshell.journal.InstallBook;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Open installations and versions, as a test may want them. Each one is a version of its own.
final class MemoryInstalls implements InstallBook {
  final Map<String, Bytes> open = new TreeMap<>();
  final List<NewVersion> versions = new ArrayList<>();
  private final MemoryJournal journal;
  private int finishing = Integer.MAX_VALUE;

  MemoryInstalls(MemoryJournal journal) {
    this.journal = journal;
  }

  /// The process dies before the record that an installation is done.
  void failToFinish(boolean fails) {
    finishing = fails ? 0 : Integer.MAX_VALUE;
  }

  @Override
  public synchronized Map<String, Bytes> open() {
    return new TreeMap<>(open);
  }

  @Override
  public synchronized void begin(String name, Bytes plan) throws IOException {
    journal.mayFail();
    open.put(name, plan);
  }

  @Override
  public synchronized void drop(String name) throws IOException {
    journal.mayFail();
    open.remove(name);
  }

  @Override
  public synchronized void finish(String name, Outcome outcome, Bounds bounds) throws IOException {
    if (finishing == 0) {
      throw new IOException("the journal is gone");
    }
    journal.forgetInstalled(outcome.forgotten());
    journal.recordInstalled(outcome.recorded());
    if (!outcome.version().changes().isEmpty()) {
      versions.add(outcome.version());
    }
    open.remove(name);
  }

  @Override
  public synchronized List<Version> versions() {
    List<Version> all = new ArrayList<>();
    for (int i = versions.size(); i > 0; i--) {
      NewVersion one = versions.get(i - 1);
      all.add(
          new Version(
              i,
              one.wallMillis(),
              one.cause(),
              one.by(),
              one.byName(),
              one.reference(),
              one.changes().size(),
              0,
              0,
              0,
              0));
    }
    return all;
  }

  @Override
  public synchronized List<Change> changesAfter(long number) {
    List<Change> all = new ArrayList<>();
    for (int i = versions.size(); i > number; i--) {
      all.addAll(versions.get(i - 1).changes());
    }
    return all;
  }

  @Override
  public synchronized List<Change> changes(long number, int countMax) {
    return versions.get((int) number - 1).changes().stream().limit(countMax).toList();
  }
}
