package dev.starshell.syncshell.store.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps the last used partial files open, a bounded number of them beyond those in use.
final class OpenFiles implements AutoCloseable {
  private final int idleMax;

  // Guarded by this: entries in the order of their last use.
  private final Map<Path, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  OpenFiles(int idleMax) {
    this.idleMax = idleMax;
  }

  private static final class Entry {
    private final FileChannel channel;
    private int users;
    private boolean dropped;

    private Entry(FileChannel channel) {
      this.channel = channel;
    }
  }

  /// A file on loan. Closing gives it back.
  final class Loan implements AutoCloseable {
    private final Entry entry;

    private Loan(Entry entry) {
      this.entry = entry;
    }

    FileChannel channel() {
      return entry.channel;
    }

    @Override
    public void close() throws IOException {
      giveBack(entry);
    }
  }

  /// Lends a file for reading and writing at positions. It must exist.
  Loan lend(Path file) throws IOException {
    Entry known = take(file);
    if (known != null) {
      return new Loan(known);
    }
    // Opened outside the lock: a slow disk holds up nobody else.
    FileChannel opened = FileChannel.open(file, MODE);
    Entry raced = takeOrAdd(file, opened);
    if (!opened.equals(raced.channel)) {
      opened.close();
    }
    closeSurplus();
    return new Loan(raced);
  }

  private static final OpenOption[] MODE = {StandardOpenOption.READ, StandardOpenOption.WRITE};

  private synchronized @Nullable Entry take(Path file) {
    Entry entry = entries.get(file);
    // An interrupted thread closes the channel that it was using.
    if (entry == null || !entry.channel.isOpen()) {
      return null;
    }
    entry.users++;
    return entry;
  }

  private synchronized Entry takeOrAdd(Path file, FileChannel opened) {
    Entry entry = entries.get(file);
    if (entry == null || !entry.channel.isOpen()) {
      entry = new Entry(opened);
      entries.put(file, entry);
    }
    entry.users++;
    return entry;
  }

  private void giveBack(Entry entry) throws IOException {
    boolean close;
    synchronized (this) {
      entry.users--;
      close = entry.dropped && entry.users == 0;
    }
    if (close) {
      entry.channel.close();
    }
  }

  /// Closes a file as soon as nobody uses it, before it is moved or deleted.
  void drop(Path file) throws IOException {
    FileChannel idle = null;
    synchronized (this) {
      Entry entry = entries.remove(file);
      if (entry != null) {
        entry.dropped = true;
        idle = entry.users == 0 ? entry.channel : null;
      }
    }
    if (idle != null) {
      idle.close();
    }
  }

  private void closeSurplus() throws IOException {
    FileChannel surplus = null;
    synchronized (this) {
      if (entries.size() > idleMax) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (surplus == null && oldest.hasNext()) {
          Entry entry = oldest.next();
          if (entry.users == 0) {
            oldest.remove();
            surplus = entry.channel;
          }
        }
      }
    }
    if (surplus != null) {
      surplus.close();
    }
  }

  @Override
  public synchronized void close() {
    for (Entry entry : entries.values()) {
      try {
        entry.channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    entries.clear();
  }
}
