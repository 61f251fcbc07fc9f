package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.archive.Verdict.Opaque;
import dev.starshell.syncshell.text.SafeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Examines a file of the ZIP family before anything else reads it: the end record, the directory,
/// every local header, then every packed entry, whose content is counted, compared with its
/// checksum and thrown away. Nothing is written, loaded or executed, and archives in the archive
/// are not opened. Memory is bounded by the limits for directories and description files: about 16
/// MiB, whatever the archive. It ends soon after its thread is interrupted.
///
/// Thread: any; waits for the disk. Source: docs/ARCHIVES.md.
public final class Preflight {
  private static final int FIRST_CODE_MAX = 10;

  private final ArchiveLimits limits;

  /// Makes an examiner, which keeps nothing between files.
  public Preflight(ArchiveLimits limits) {
    this.limits = limits;
  }

  /// Examines a file. Links are not followed.
  ///
  /// @throws IOException if the disk fails or the thread is interrupted, never for what is in the
  ///   file
  public Verdict examine(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      return examine(channel);
    }
  }

  /// Examines what a channel gives, from its beginning. The channel stays open.
  ///
  /// @throws IOException if the channel fails
  public Verdict examine(SeekableByteChannel channel) throws IOException {
    return examine(new ChannelSource(channel));
  }

  /// Examines bytes that can be read anywhere.
  ///
  /// @throws IOException if they cannot be read
  public Verdict examine(ByteSource source) throws IOException {
    try {
      Optional<EndRecord> end = EndRecord.find(source, limits);
      if (end.isEmpty()) {
        return new Verdict.NotAnArchive(opaque(source));
      }
      List<ZipMember> members = CentralDirectory.read(source, end.get(), limits);
      LocalHeaders.check(source, members, end.get().directoryAtBytes());
      try (Unpacking unpacking = new Unpacking(source)) {
        return new Verdict.Clean(summary(members, unpacking));
      }
    } catch (RefusedException refused) {
      return refused.verdict();
    }
  }

  private ArchiveSummary summary(List<ZipMember> members, Unpacking unpacking)
      throws IOException, RefusedException {
    int[] counts = new int[EntryNature.values().length];
    List<String> firstCode = new ArrayList<>();
    long contentBytes = 0;
    int files = 0;
    for (ZipMember member : members) {
      Interruption.check();
      byte[] start = member.isPacked() ? unpacking.check(member) : unpacking.start(member);
      if (member.isFolder()) {
        continue;
      }
      EntryNature nature = EntryNature.of(member.name(), start);
      files++;
      contentBytes += member.contentBytes();
      counts[nature.ordinal()]++;
      boolean runs = nature == EntryNature.CODE || nature == EntryNature.PROGRAM;
      if (runs && firstCode.size() < FIRST_CODE_MAX) {
        firstCode.add(SafeText.of(member.name()));
      }
      if (counts[EntryNature.NESTED.ordinal()] > limits.nestedMax()) {
        throw RefusedException.archive(ArchiveRule.NESTED, "at most " + limits.nestedMax());
      }
    }
    return new ArchiveSummary(
        files,
        contentBytes,
        counts[EntryNature.CODE.ordinal()],
        counts[EntryNature.PROGRAM.ordinal()],
        counts[EntryNature.NESTED.ordinal()],
        firstCode,
        Families.of(new PackContents(members, unpacking)));
  }

  private static Opaque opaque(ByteSource source) throws IOException {
    byte[] start = new byte[(int) Math.min(EntryNature.START_BYTES, source.sizeBytes())];
    source.read(0, ByteBuffer.wrap(start));
    if (EntryNature.begins(start, 'M', 'C', 'D', 'F')) {
      return Opaque.MARE_CHARACTER;
    }
    return switch (EntryNature.ofStart(start)) {
      case NESTED -> Opaque.OTHER_ARCHIVE;
      case PROGRAM -> Opaque.PROGRAM;
      case CODE -> Opaque.CODE;
      case DATA -> Opaque.DATA;
    };
  }
}
