package dev.starshell.syncshell.install;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes drafts that a crash has left. One that cannot be deleted, or a folder that cannot be
/// read, is in nobody's way: the rest is swept, and it is tried again at the next start.
final class DraftSweep extends SimpleFileVisitor<Path> {
  private static final Logger LOG = LoggerFactory.getLogger(DraftSweep.class);

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
    if (found.isRegularFile() && InstallTree.isDraft(file)) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.atWarn().setCause(e).addKeyValue("file", file).log("draft not deleted");
      }
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    LOG.atWarn().setCause(failure).addKeyValue("file", file).log("drafts not looked for");
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
    return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(folder, failure);
  }
}
