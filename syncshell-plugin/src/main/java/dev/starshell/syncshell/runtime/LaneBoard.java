package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LaneView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What people see of running contracts: a lane for each member, direction and channel. The lanes
/// of the last contract stay until the next one begins. Thread: any; a lane's fields are guarded by
/// it.
final class LaneBoard {
  private final Map<Key, Lane> lanes = new ConcurrentHashMap<>();

  private record Key(String member, boolean incoming, int channel) {}

  /// Clears a member's lanes of one direction for a new contract.
  void begin(String member, boolean incoming) {
    lanes.keySet().removeIf(key -> key.member.equals(member) && key.incoming == incoming);
  }

  /// Adds a lane.
  Lane open(String member, boolean incoming, int channel, int association, long contract) {
    Lane lane = new Lane(member, incoming, contract, channel, association);
    lanes.put(new Key(member, incoming, channel), lane);
    return lane;
  }

  /// All lanes, by member, direction and channel.
  ///
  /// @param names gives a name that people know an archive by
  List<LaneView> view(Function<Root, String> names) {
    List<LaneView> views = new ArrayList<>();
    lanes.values().forEach(lane -> views.add(lane.view(names)));
    views.sort(
        Comparator.comparing(LaneView::member)
            .thenComparing(LaneView::incoming)
            .thenComparingInt(LaneView::channel));
    return views;
  }

  /// One lane.
  static final class Lane {
    private final String member;
    private final boolean incoming;
    private final long contract;
    private final int channel;
    private final int association;
    private @Nullable Root root;
    private String state = "streaming";
    private int parcels;
    private int parcelsDone;
    private int receipts;
    private long bytes;
    private long bytesDone;

    Lane(String member, boolean incoming, long contract, int channel, int association) {
      this.member = member;
      this.incoming = incoming;
      this.contract = contract;
      this.channel = channel;
      this.association = association;
    }

    synchronized void expect(long parcelBytes) {
      parcels++;
      bytes += parcelBytes;
    }

    synchronized void progressed(Root nowRoot, long moreBytes) {
      root = nowRoot;
      bytesDone += moreBytes;
    }

    synchronized void parcelDone() {
      parcelsDone++;
      if (parcelsDone == parcels && state.equals("streaming")) {
        state = "receipts";
      }
    }

    synchronized void receipt() {
      receipts++;
    }

    synchronized void state(String now) {
      state = now;
    }

    synchronized LaneView view(Function<Root, String> names) {
      return new LaneView(
          member,
          incoming,
          contract,
          channel,
          association,
          root == null ? "" : names.apply(root),
          parcels,
          parcelsDone,
          bytes,
          bytesDone,
          receipts,
          state);
    }
  }
}
