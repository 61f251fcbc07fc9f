package dev.starshell.host.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps one home to one process. The operating system frees the lock when the process dies,
/// however it dies, so there is no stale lock to clean up.
public final class HomeLock implements AutoCloseable {
  private static final Set<OpenOption> OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock, or says that another process (or another host in this one) has it.
  ///
  /// @throws IOException if the lock file cannot be opened
  public static Optional<HomeLock> tryTake(HomeDirectory home) throws IOException {
    Path file = home.run().resolve("host.lock");
    FileChannel channel = FileChannel.open(file, OPTIONS, PrivateFiles.fileAttributes(file));
    boolean isTaken = false;
    try {
      isTaken = isLocked(channel);
      if (!isTaken) {
        return Optional.empty();
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
      return Optional.of(new HomeLock(channel));
    } finally {
      if (!isTaken) {
        channel.close();
      }
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      // Another host of this same JVM holds it: the JDK reports that as an exception, not null.
      return false;
    }
  }

  /// Gives the home back.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
