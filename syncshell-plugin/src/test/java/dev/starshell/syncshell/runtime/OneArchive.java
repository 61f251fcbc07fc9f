package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.protocol.DataFrameCodec;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.SourceChangedException;
import dev.starshell.syncshell.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A store in memory with one archive of equal chunks, every byte of which is its chunk's number.
class OneArchive implements ArchiveStore {
  static final int CHUNK_BYTES = 17_000;
  static final Root ROOT = new Root(Digest.of(new byte[Digest.LENGTH_BYTES]));

  /// Happens while a chunk is read.
  volatile Runnable onRead = () -> {};

  final ChunkList list;
  final List<Integer> written = new ArrayList<>();
  volatile int changedFrom = Integer.MAX_VALUE;
  volatile int badChunk = -1;
  volatile boolean full;

  OneArchive(int chunks) {
    ByteBuffer packed = ByteBuffer.allocate(chunks * ChunkList.ENTRY_BYTES);
    for (int i = 0; i < chunks; i++) {
      packed.put(new byte[Digest.LENGTH_BYTES]).putInt(CHUNK_BYTES);
    }
    this.list = ChunkList.of(packed.array());
  }

  /// A contract of parcels of this archive.
  static Contract contract(long number, Parcel... parcels) {
    return Contract.of(new ContractOffered(number, 1, List.of(parcels), List.of()));
  }

  static Parcel parcel(int channel, int from, int to) {
    return new Parcel(ROOT, channel, List.of(new ChunkRange(from, to)));
  }

  static byte[] frame(long contract, int parcel, int chunk) {
    byte[] frame = new byte[DataFrameCodec.HEADER_BYTES + CHUNK_BYTES];
    DataFrameCodec.putChunkHeader(ByteBuffer.wrap(frame), contract, parcel, chunk);
    return frame;
  }

  @Override
  public Set<Root> present(Collection<Root> roots) {
    return Set.copyOf(roots);
  }

  @Override
  public Optional<ChunkList> chunks(Root root) {
    return Optional.of(list);
  }

  @Override
  public List<ChunkRange> begin(Root root, ChunkList chunks) {
    return List.of();
  }

  @Override
  public boolean write(Root root, int chunk, ByteBuffer payload) throws IOException {
    if (full) {
      throw new StoreFullException(1, 0);
    }
    if (chunk == badChunk) {
      return false;
    }
    written.add(chunk);
    return true;
  }

  @Override
  public void flush(Root root) {}

  @Override
  public Published publish(List<Root> roots) {
    return new Published(Set.copyOf(roots), java.util.Map.of());
  }

  @Override
  public Reader open(Root root) {
    return new Reader() {
      @Override
      public ChunkList chunks() {
        return list;
      }

      @Override
      public int read(int chunk, byte[] target, int offsetBytes) throws IOException {
        onRead.run();
        if (chunk >= changedFrom) {
          throw new SourceChangedException("changed", false);
        }
        return CHUNK_BYTES;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Optional<Path> objectPath(Root root) {
    return Optional.empty();
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
  public void dropPartialExcept(Set<Root> keep) {}

  @Override
  public void close() {}
}
