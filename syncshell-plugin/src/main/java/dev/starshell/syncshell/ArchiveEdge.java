package dev.starshell.syncshell;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starshell.syncshell.archive.ArchiveLimits;
import dev.starshell.syncshell.archive.Examined;
import dev.starshell.syncshell.archive.Preflight;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.ArchiveGate;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.journal.ArchiveBook.Finding;
import dev.starshell.syncshell.quarantine.Contents;
import dev.starshell.syncshell.quarantine.ContentsCodec;
import dev.starshell.syncshell.quarantine.Ruling;
import dev.starshell.syncshell.quarantine.TypePolicy;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import java.util.Set;

/// Connects the pre-flight of archives and the policy for types to the installer. A root names its
/// bytes, so it is examined once, and the journal remembers what was found; what cannot be read is
/// not remembered.
public final class ArchiveEdge implements ArchiveGate {
  /// Those of one installation, as a rule; the journal has the others.
  private static final int REMEMBERED_MAX = 1_000;

  private final Preflight preflight = new Preflight(ArchiveLimits.DEFAULT);
  private final ArchiveBook book;
  private final TypePolicy policy;
  private final Cache<Root, Contents> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).executor(Runnable::run).build();

  /// @param book where findings are kept
  public ArchiveEdge(ArchiveBook book, TypePolicy policy) {
    this.book = book;
    this.policy = policy;
  }

  @Override
  public Ruling ruling(Root root, String path, Content content) throws IOException {
    return policy.ruling(contents(root, content), path, Examined.isNamedCode(path));
  }

  private Contents contents(Root root, Content content) throws IOException {
    Contents before = known.getIfPresent(root);
    if (before != null) {
      return before;
    }
    Optional<Contents> kept =
        Optional.ofNullable(book.findings(Set.of(root)).get(root))
            .flatMap(finding -> ContentsCodec.read(finding.contents()));
    Contents found = kept.isPresent() ? kept.get() : examine(root, content);
    known.put(root, found);
    return found;
  }

  private Contents examine(Root root, Content content) throws IOException {
    try (SeekableByteChannel channel = content.open()) {
      Contents found = Examined.contents(preflight.examine(channel));
      book.keepFinding(root, new Finding(ContentsCodec.write(found), System.currentTimeMillis()));
      return found;
    }
  }
}
