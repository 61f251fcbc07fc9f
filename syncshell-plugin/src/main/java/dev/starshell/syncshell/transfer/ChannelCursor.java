package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.List;
import java.util.function.Function;

/// Knows which frame must come next on one data channel and compares each with it. A link has one
/// for each of its data channels, for the whole generation.
///
/// A contract that was abandoned, or closed while frames of a refused parcel were still on their
/// way, leaves frames behind; they come before any of the next contract, since a channel keeps its
/// order, and are answered [Verdict.Late]. Everything else that is not the next frame is a fault.
///
/// Thread: one at a time. It keeps no payload and does nothing but compare.
public final class ChannelCursor {
  private final int channel;
  private Position position = new Position.Empty(0);
  private long lateFrom;
  private long lateTo;

  /// A cursor before the first contract of a generation.
  ///
  /// @param channel the data channel, 1 or more
  public ChannelCursor(int channel) {
    this.channel = channel;
  }

  /// What a frame is.
  public sealed interface Verdict {
    /// The next chunk, with the right length. Its hash is the store's to check.
    ///
    /// @param ended whether the parcel has no further frame
    record Expected(int parcel, Root root, int chunk, boolean ended) implements Verdict {}

    /// The sender gave the parcel up; its next frame belongs to the next one.
    record Skipped(int parcel, Root root, FaultCode reason) implements Verdict {}

    /// A frame of a contract that ended before it came: drop it, give its credit back.
    record Late() implements Verdict {}

    /// No correct member sends it: close the link.
    record Faulty(PeerFault fault) implements Verdict {}
  }

  /// Where the channel stands.
  private sealed interface Position {
    /// Nothing more may come of the contract with this number.
    record Empty(long contract) implements Position {}

    /// A chunk of a parcel is next.
    final class At implements Position {
      private final Contract contract;
      private final List<Integer> parcels;
      private final Function<Root, ChunkList> lists;
      private int place;
      private ChunkList list;
      private int range;
      private int chunk;

      At(Contract contract, List<Integer> parcels, Function<Root, ChunkList> lists) {
        this.contract = contract;
        this.parcels = parcels;
        this.lists = lists;
        this.list = enter();
      }

      private ChunkList enter() {
        range = 0;
        chunk = chunks().getFirst().from();
        list = lists.apply(root());
        return list;
      }

      int parcel() {
        return parcels.get(place);
      }

      Root root() {
        return contract.parcel(parcel()).root();
      }

      List<ChunkRange> chunks() {
        return contract.parcel(parcel()).chunks();
      }

      /// Steps over one chunk; false if it was the parcel's last.
      boolean stepChunk() {
        chunk++;
        if (chunk < chunks().get(range).to()) {
          return true;
        }
        range++;
        if (range < chunks().size()) {
          chunk = chunks().get(range).from();
          return true;
        }
        return false;
      }

      /// Steps to the next parcel; false if there is none.
      boolean stepParcel() {
        place++;
        if (place == parcels.size()) {
          return false;
        }
        enter();
        return true;
      }
    }
  }

  /// Begins a contract, before it is accepted. What the contract before had still on its way counts
  /// as late from now on.
  ///
  /// @param lists the chunk list of every archive of the contract
  /// @throws IllegalArgumentException if the contract's number does not count up
  public void begin(Contract contract, Function<Root, ChunkList> lists) {
    if (contract.id() <= current()) {
      throw new IllegalArgumentException(contract + " begins after number " + current());
    }
    abandon();
    List<Integer> parcels =
        contract.parcelsOn(channel).stream()
            .filter(parcel -> !contract.parcel(parcel).chunks().isEmpty())
            .toList();
    position =
        parcels.isEmpty()
            ? new Position.Empty(contract.id())
            : new Position.At(contract, parcels, lists);
  }

  /// Ends the running contract before its time: what is on its way of it is late from now on.
  public void abandon() {
    if (position instanceof Position.At at) {
      lateTo = at.contract.id();
      lateFrom = lateFrom == 0 ? lateTo : lateFrom;
      position = new Position.Empty(at.contract.id());
    }
  }

  private long current() {
    return switch (position) {
      case Position.Empty(long contract) -> contract;
      case Position.At at -> at.contract.id();
    };
  }

  /// Compares the next frame of the channel.
  public Verdict accept(DataFrame frame) {
    long contract =
        switch (frame) {
          case DataFrame.Chunk chunk -> chunk.contract();
          case DataFrame.Skipped skipped -> skipped.contract();
        };
    if (lateFrom <= contract && contract <= lateTo) {
      lateFrom = contract;
      return new Verdict.Late();
    }
    if (contract > current()) {
      return faulty(
          FaultCode.CONTRACT_VIOLATION,
          "contract=" + contract + " was not accepted, running is " + current());
    }
    if (!(position instanceof Position.At at) || contract < current()) {
      return faulty(FaultCode.CHANNEL_CLOSED, "data of contract=" + contract + " after its end");
    }
    // The first frame of a contract ends the wait for frames of those before.
    lateFrom = 0;
    lateTo = 0;
    return switch (frame) {
      case DataFrame.Chunk chunk -> chunk(at, chunk);
      case DataFrame.Skipped skipped -> skipped(at, skipped);
    };
  }

  private Verdict chunk(Position.At at, DataFrame.Chunk frame) {
    int parcel = at.parcel();
    int chunk = at.chunk;
    if (frame.parcel() != parcel || frame.chunk() != chunk) {
      return faulty(
          FaultCode.CONTRACT_VIOLATION,
          "parcel="
              + frame.parcel()
              + " chunk="
              + frame.chunk()
              + " instead of parcel="
              + parcel
              + " chunk="
              + chunk);
    }
    int length = frame.payload().remaining();
    if (length != at.list.lengthBytes(chunk)) {
      return faulty(
          FaultCode.CONTRACT_VIOLATION,
          "length of chunk="
              + chunk
              + " is "
              + length
              + " instead of "
              + at.list.lengthBytes(chunk));
    }
    Root root = at.root();
    boolean ended = !at.stepChunk();
    if (ended) {
      leave(at);
    }
    return new Verdict.Expected(parcel, root, chunk, ended);
  }

  private Verdict skipped(Position.At at, DataFrame.Skipped frame) {
    int parcel = at.parcel();
    if (frame.parcel() != parcel) {
      return faulty(
          FaultCode.CONTRACT_VIOLATION,
          "skip of parcel=" + frame.parcel() + " instead of parcel=" + parcel);
    }
    Root root = at.root();
    leave(at);
    return new Verdict.Skipped(parcel, root, frame.reason());
  }

  private void leave(Position.At at) {
    if (!at.stepParcel()) {
      position = new Position.Empty(at.contract.id());
    }
  }

  private Verdict faulty(FaultCode code, String detail) {
    return new Verdict.Faulty(new PeerFault(code, "channel=" + channel + ": " + detail));
  }
}
