package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.content.ChunkHash;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.store.ContentIndex;
import dev.starshell.syncshell.store.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The content index in the journal's file.
final class SqliteContentIndex implements ContentIndex {
  /// Most places given for one chunk.
  private static final int PLACES_MAX = 4;

  /// Longest list of a partial archive that nobody waits for. A longer one would be held by the
  /// journal's queue as well as by its owner, and again for each archive begun meanwhile.
  private static final int DEFERRED_CHUNKS_MAX = 1_024;

  private final JournalThread thread;

  SqliteContentIndex(JournalThread thread) {
    this.thread = thread;
  }

  @Override
  public Map<String, LibraryFile> files(String library) throws IOException {
    return thread.read(db -> {
      Map<String, LibraryFile> files = new HashMap<>();
      String sql =
          "SELECT f.path, f.size, f.modified, f.file_key, f.settled, c.root"
              + " FROM library_file f JOIN content c ON c.id = f.content WHERE f.library = ?";
      try (ResultSet rows = db.with(sql, library).executeQuery()) {
        while (rows.next()) {
          String path = rows.getString(1);
          FileStamp stamp = new FileStamp(rows.getLong(2), rows.getLong(3), rows.getString(4));
          boolean settled = rows.getInt(5) == 1;
          files.put(path, new LibraryFile(library, path, stamp, settled, root(rows, 6)));
        }
      }
      return files;
    });
  }

  @Override
  public void recordFiles(List<ScannedFile> files) throws IOException {
    thread.write(db -> {
      for (ScannedFile scanned : files) {
        record(db, scanned);
      }
      return null;
    });
  }

  private static void record(Database db, ScannedFile scanned) throws SQLException {
    LibraryFile file = scanned.file();
    long content = ContentRows.ensure(db, file.root(), scanned.chunks());
    long before = contentOf(db, file.library(), file.path());
    db.change(
        "INSERT INTO library_file (library, path, content, size, modified, file_key, settled)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (library, path) DO UPDATE SET"
            + " content = excluded.content, size = excluded.size, modified = excluded.modified,"
            + " file_key = excluded.file_key, settled = excluded.settled",
        file.library(),
        file.path(),
        content,
        file.stamp().sizeBytes(),
        file.stamp().modifiedNanos(),
        file.stamp().fileKey(),
        file.settled());
    if (before != content) {
      ContentRows.sweep(db, before);
    }
  }

  @Override
  public void forgetFiles(String library, Collection<String> paths) throws IOException {
    List<String> gone = List.copyOf(paths);
    thread.write(db -> {
      for (String path : gone) {
        long content = contentOf(db, library, path);
        db.change("DELETE FROM library_file WHERE library = ? AND path = ?", library, path);
        ContentRows.sweep(db, content);
      }
      return null;
    });
  }

  void forgetLibrary(Database db, String library) throws SQLException {
    Set<Long> contents = new HashSet<>();
    String sql = "SELECT DISTINCT content FROM library_file WHERE library = ?";
    try (ResultSet rows = db.with(sql, library).executeQuery()) {
      while (rows.next()) {
        contents.add(rows.getLong(1));
      }
    }
    db.change("DELETE FROM library_file WHERE library = ?", library);
    for (long content : contents) {
      ContentRows.sweep(db, content);
    }
  }

  private static long contentOf(Database db, String library, String path) throws SQLException {
    String sql = "SELECT content FROM library_file WHERE library = ? AND path = ?";
    try (ResultSet rows = db.with(sql, library, path).executeQuery()) {
      return rows.next() ? rows.getLong(1) : ContentRows.NONE;
    }
  }

  @Override
  public List<Source> sources(Root root) throws IOException {
    byte[] key = root.digest().toBytes();
    return thread.read(db -> {
      List<Source> sources = new ArrayList<>();
      String sql =
          "SELECT l.folder, f.path, f.size, f.modified, f.file_key FROM content c"
              + " JOIN library_file f ON f.content = c.id JOIN library l ON l.name = f.library"
              + " WHERE c.root = ?";
      try (ResultSet rows = db.with(sql, (Object) key).executeQuery()) {
        while (rows.next()) {
          Path file = Path.of(rows.getString(1)).resolve(rows.getString(2));
          sources.add(
              new Source(file, new FileStamp(rows.getLong(3), rows.getLong(4), rows.getString(5))));
        }
      }
      return sources;
    });
  }

  @Override
  public Optional<ChunkList> chunks(Root root) throws IOException {
    byte[] key = root.digest().toBytes();
    return thread.read(db -> ContentRows.chunks(db, key));
  }

  @Override
  public List<ChunkPlace> places(Collection<ChunkHash> hashes) throws IOException {
    List<ChunkHash> wanted = List.copyOf(hashes);
    return thread.read(db -> {
      List<ChunkPlace> places = new ArrayList<>();
      String sql =
          "SELECT c.root, k.idx FROM chunk k JOIN content c ON c.id = k.content"
              + " WHERE k.prefix = ? LIMIT "
              + PLACES_MAX;
      for (ChunkHash hash : wanted) {
        try (ResultSet rows =
            db.with(sql, ContentRows.prefix(hash.digest().toBytes(), 0)).executeQuery()) {
          while (rows.next()) {
            places.add(new ChunkPlace(hash, root(rows, 1), rows.getInt(2)));
          }
        }
      }
      return places;
    });
  }

  @Override
  public Set<Root> whole(Collection<Root> roots) throws IOException {
    List<Root> asked = List.copyOf(roots);
    return thread.read(db -> {
      Set<Root> whole = new HashSet<>();
      PreparedStatement query =
          db.with(
              "SELECT 1 FROM content c WHERE c.root = ? AND (c.object = 1 OR EXISTS"
                  + " (SELECT 1 FROM library_file f WHERE f.content = c.id))");
      for (Root root : asked) {
        query.setBytes(1, root.digest().toBytes());
        try (ResultSet rows = query.executeQuery()) {
          if (rows.next()) {
            whole.add(root);
          }
        }
      }
      return whole;
    });
  }

  @Override
  public Set<Root> objects() throws IOException {
    return thread.read(db -> roots(db, "SELECT root FROM content WHERE object = 1"));
  }

  @Override
  public void recordObjects(Map<Root, ChunkList> objects) throws IOException {
    Map<Root, ChunkList> copy = Map.copyOf(objects);
    thread.write(db -> {
      for (Map.Entry<Root, ChunkList> object : copy.entrySet()) {
        long content = ContentRows.ensure(db, object.getKey(), object.getValue());
        db.change("UPDATE content SET object = 1, partial = 0 WHERE id = ?", content);
      }
      return null;
    });
  }

  @Override
  public void forgetObjects(Collection<Root> roots) throws IOException {
    clear("UPDATE content SET object = 0 WHERE id = ?", roots);
  }

  @Override
  public Set<Root> partials() throws IOException {
    return thread.read(db -> roots(db, "SELECT root FROM content WHERE partial = 1"));
  }

  @Override
  public void recordPartial(Root root, ChunkList chunks) throws IOException {
    JournalThread.Work<Integer> work =
        db -> {
          long content = ContentRows.ensure(db, root, chunks);
          return db.change("UPDATE content SET partial = 1 WHERE id = ? AND object = 0", content);
        };
    if (chunks.count() > DEFERRED_CHUNKS_MAX) {
      thread.write(work);
    } else {
      thread.defer(work);
    }
  }

  @Override
  public void forgetPartials(Collection<Root> roots) throws IOException {
    clear("UPDATE content SET partial = 0 WHERE id = ?", roots);
  }

  private void clear(String sql, Collection<Root> roots) throws IOException {
    List<Root> gone = List.copyOf(roots);
    if (gone.isEmpty()) {
      return;
    }
    thread.write(db -> {
      for (Root root : gone) {
        long content = ContentRows.idOf(db, root.digest().toBytes());
        db.change(sql, content);
        ContentRows.sweep(db, content);
      }
      return null;
    });
  }

  private static Set<Root> roots(Database db, String sql) throws SQLException {
    Set<Root> roots = new HashSet<>();
    try (ResultSet rows = db.with(sql).executeQuery()) {
      while (rows.next()) {
        roots.add(root(rows, 1));
      }
    }
    return roots;
  }

  private static Root root(ResultSet rows, int column) throws SQLException {
    return new Root(Digest.of(rows.getBytes(column)));
  }
}
