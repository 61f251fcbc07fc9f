package dev.starshell.syncshell;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starshell.syncshell.archive.ArchiveLimits;
import dev.starshell.syncshell.archive.Preflight;
import dev.starshell.syncshell.archive.Verdict;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.ArchiveGate;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/// Connects the pre-flight of archives to the installer. A root names its bytes, so it is examined
/// once as long as it is remembered; what cannot be read is not remembered.
final class ArchiveEdge implements ArchiveGate {
  /// As many as one manifest has.
  private static final int REMEMBERED_MAX = 20_000;

  private final Preflight preflight = new Preflight(ArchiveLimits.DEFAULT);
  private final Cache<Root, Optional<Refusal>> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).executor(Runnable::run).build();

  @Override
  public Optional<Refusal> refusal(Root root, Content content) throws IOException {
    Optional<Refusal> before = known.getIfPresent(root);
    if (before != null) {
      return before;
    }
    try (SeekableByteChannel channel = content.open()) {
      Optional<Refusal> now =
          switch (preflight.examine(channel)) {
            case Verdict.Refused refused ->
                Optional.of(new Refusal(refused.code().name(), refused.sentence()));
            // Whatever its name says: a file that no reader takes for an archive is data.
            case Verdict.Clean _, Verdict.NotAnArchive _ -> Optional.empty();
          };
      known.put(root, now);
      return now;
    }
  }
}
