package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.SourceChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// A store of whole archives on a real disk, in chunks of 64 KiB. Receiving is not its business.
final class DiskStore implements ArchiveStore {
  private static final int CHUNK = 64 * 1024;

  private final Path folder;
  private final Map<Root, ChunkList> archives = new ConcurrentHashMap<>();
  private final boolean showsObjects;

  /// How often an archive was opened to be read.
  final AtomicInteger opened = new AtomicInteger();

  /// Archives that had other bytes when they were read.
  final Set<Root> givenUp = ConcurrentHashMap.newKeySet();

  /// @param showsObjects whether files may be linked to; if not, archives are only read
  DiskStore(Path folder, boolean showsObjects) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.showsObjects = showsObjects;
  }

  /// Whether what an archive consists of cannot be read.
  volatile boolean chunksFail;

  Root add(byte[] content) throws IOException {
    ByteBuffer packed =
        ByteBuffer.allocate((content.length + CHUNK - 1) / CHUNK * ChunkList.ENTRY_BYTES);
    for (int at = 0; at < content.length; at += CHUNK) {
      byte[] chunk = Arrays.copyOfRange(content, at, Math.min(at + CHUNK, content.length));
      packed.put(hash(chunk)).putInt(chunk.length);
    }
    ChunkList chunks = ChunkList.of(packed.array());
    Root root = chunks.root();
    if (archives.putIfAbsent(root, chunks) == null) {
      Files.write(file(root), content);
      Files.setPosixFilePermissions(file(root), PosixFilePermissions.fromString("r--r--r--"));
    }
    return root;
  }

  private Path file(Root root) {
    return folder.resolve(root.toHex());
  }

  /// The archive was deleted, and the store knows it.
  void forget(Root root) throws IOException {
    archives.remove(root);
    Files.delete(file(root));
  }

  void lose(Root root) throws IOException {
    Files.delete(file(root));
  }

  @Override
  public Set<Root> present(Collection<Root> roots) {
    return roots.stream().filter(archives::containsKey).collect(Collectors.toSet());
  }

  @Override
  public Optional<ChunkList> chunks(Root root) throws IOException {
    if (chunksFail) {
      throw new IOException("as if");
    }
    return Optional.ofNullable(archives.get(root));
  }

  @Override
  public Optional<Path> objectPath(Root root) {
    return showsObjects && archives.containsKey(root) ? Optional.of(file(root)) : Optional.empty();
  }

  @Override
  public Reader open(Root root) throws IOException {
    ChunkList chunks = archives.get(root);
    if (chunks == null || !Files.exists(file(root))) {
      throw new SourceChangedException("no archive " + root, true);
    }
    opened.incrementAndGet();
    byte[] content = Files.readAllBytes(file(root));
    return new Reader() {
      @Override
      public ChunkList chunks() {
        return chunks;
      }

      @Override
      public int read(int chunk, byte[] target, int offsetBytes) throws SourceChangedException {
        int from = (int) chunks.offsetBytes(chunk);
        int length = Math.min(chunks.lengthBytes(chunk), content.length - from);
        byte[] read = Arrays.copyOfRange(content, from, from + Math.max(0, length));
        if (!chunks.hashEquals(chunk, hash(read))) {
          givenUp.add(root);
          throw new SourceChangedException("archive " + root + " has other bytes now", false);
        }
        System.arraycopy(read, 0, target, offsetBytes, length);
        return length;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public List<ChunkRange> begin(Root root, ChunkList chunks) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean write(Root root, int chunk, ByteBuffer payload) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void flush(Root root) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Published publish(List<Root> roots) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long storedBytes() {
    return 0;
  }

  @Override
  public long discard(Collection<Root> roots) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void dropPartialExcept(Set<Root> keep) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  private static byte[] hash(byte[] chunk) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update((byte) 0);
      return sha.digest(chunk);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
