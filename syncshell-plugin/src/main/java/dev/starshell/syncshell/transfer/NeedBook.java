package dev.starshell.syncshell.transfer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What [NeedMachine] remembers across its states: what is wanted, what is not here yet, and what
/// failed. Immutable; changed once for every step of a round, not for every archive.
public final class NeedBook {
  /// An archive that failed, and how often.
  record Failure(FaultCode reason, int count) {}

  private final long manifest;

  /// The manifest that the round under way was begun with.
  private final long heeded;

  private final ImmutableMap<Root, WantedRoot> wanted;
  private final ImmutableSet<Root> lacking;
  private final ImmutableMap<Root, Failure> failures;
  private final boolean stale;

  /// Whether a round was begun on this generation.
  private final boolean begun;

  private final long lastNeed;
  private final long lastTicket;

  private NeedBook(
      long manifest,
      long heeded,
      ImmutableMap<Root, WantedRoot> wanted,
      ImmutableSet<Root> lacking,
      ImmutableMap<Root, Failure> failures,
      boolean stale,
      boolean begun,
      long lastNeed,
      long lastTicket) {
    this.manifest = manifest;
    this.heeded = heeded;
    this.wanted = wanted;
    this.lacking = lacking;
    this.failures = failures;
    this.stale = stale;
    this.begun = begun;
    this.lastNeed = lastNeed;
    this.lastTicket = lastTicket;
  }

  static NeedBook empty(long lastTicket) {
    return new NeedBook(
        0, 0, ImmutableMap.of(), ImmutableSet.of(), ImmutableMap.of(), false, false, 0, lastTicket);
  }

  /// Takes what is wanted from now on. A new manifest forgives every failure.
  NeedBook wanting(long newManifest, List<WantedRoot> list) {
    Map<Root, WantedRoot> unique = new LinkedHashMap<>();
    list.forEach(one -> unique.putIfAbsent(one.root(), one));
    return new NeedBook(
        newManifest,
        heeded,
        ImmutableMap.copyOf(unique),
        lacking,
        newManifest == manifest ? failures : ImmutableMap.of(),
        true,
        begun,
        lastNeed,
        lastTicket);
  }

  /// Takes the store's answer: what of the wanted is not here.
  NeedBook resolved(Set<Root> present) {
    ImmutableSet.Builder<Root> left = ImmutableSet.builder();
    wanted.keySet().stream().filter(root -> !present.contains(root)).forEach(left::add);
    return new NeedBook(
        manifest, manifest, wanted, left.build(), failures, false, begun, lastNeed, lastTicket);
  }

  /// Takes the end of a round. What the sender could not supply of an older manifest says nothing
  /// of the one that came meanwhile: a file that was changed may be back.
  NeedBook after(Set<Root> received, Map<Root, FaultCode> failed) {
    ImmutableSet.Builder<Root> left = ImmutableSet.builder();
    lacking.stream().filter(root -> !received.contains(root)).forEach(left::add);
    Map<Root, Failure> grown = new LinkedHashMap<>(failures);
    received.forEach(grown::remove);
    boolean isOutdated = manifest != heeded;
    failed.forEach((root, reason) -> {
      if (isOutdated && !isWorthATry(new Failure(reason, 1))) {
        return;
      }
      Failure before = grown.get(root);
      int count = before != null && before.reason() == reason ? before.count() + 1 : 1;
      grown.put(root, new Failure(reason, count));
    });
    return new NeedBook(
        manifest,
        heeded,
        wanted,
        left.build(),
        ImmutableMap.copyOf(grown),
        stale,
        begun,
        lastNeed,
        lastTicket);
  }

  /// Whether an archive has the size that its offer says, as far as it is still wanted.
  ///
  /// @param sizeBytes of its chunks
  public boolean hasSize(Root root, long sizeBytes) {
    WantedRoot one = wanted.get(root);
    return one == null || one.sizeBytes() == sizeBytes;
  }

  NeedBook nextTicket() {
    return new NeedBook(
        manifest, heeded, wanted, lacking, failures, stale, begun, lastNeed, lastTicket + 1);
  }

  NeedBook nextNeed() {
    return new NeedBook(
        manifest, heeded, wanted, lacking, failures, stale, begun, lastNeed + 1, lastTicket);
  }

  /// A round begins.
  NeedBook roundBegun() {
    return new NeedBook(
        manifest, heeded, wanted, lacking, failures, stale, true, lastNeed, lastTicket);
  }

  /// The next archives to ask for: those that never failed first, in their order, then those worth
  /// another try, as many as fit in one NEED. If that is many, a generation's first round takes a
  /// few small ones: lists and a look at the disk come before the first byte.
  List<Root> pick() {
    List<WantedRoot> order = new ArrayList<>();
    List<WantedRoot> again = new ArrayList<>();
    for (Root root : lacking) {
      WantedRoot one = wanted.get(root);
      Failure failure = failures.get(root);
      if (one != null && failure == null) {
        order.add(one);
      } else if (one != null && failure != null && isWorthATry(failure)) {
        again.add(one);
      }
    }
    order.addAll(again);
    List<Root> fitting = fitting(order);
    return begun || fitting.size() <= Limits.NEED_ROOTS_MANY ? fitting : few(order);
  }

  private static List<Root> fitting(List<WantedRoot> order) {
    List<Root> picked = new ArrayList<>();
    long bytes = 0;
    for (WantedRoot one : order) {
      if (picked.size() == Limits.NEED_ROOTS_MAX || bytes >= Limits.NEED_BYTES_FULL) {
        break;
      }
      picked.add(one.root());
      bytes += one.sizeBytes();
    }
    return ImmutableList.copyOf(picked);
  }

  /// Not empty: where many fit in one NEED, some are small.
  private static List<Root> few(List<WantedRoot> order) {
    List<Root> picked = new ArrayList<>();
    long left = Limits.NEED_FIRST_BYTES_MAX;
    for (WantedRoot one : order) {
      if (picked.size() < Limits.NEED_FIRST_ROOTS_MAX && one.sizeBytes() <= left) {
        picked.add(one.root());
        left -= one.sizeBytes();
      }
    }
    return ImmutableList.copyOf(picked);
  }

  private static boolean isWorthATry(Failure failure) {
    return failure.reason() == FaultCode.CHUNK_HASH_MISMATCH
        ? failure.count() < Limits.BAD_CHUNKS_MAX
        : needsRest(failure.reason());
  }

  /// Whether a failure is one that time may heal, so that a rest comes before the next round.
  static boolean needsRest(FaultCode reason) {
    return switch (reason) {
      case DISK_FULL, STORE_FAILED, STALLED, PAUSED, GOING_AWAY, RATE_LIMITED -> true;
      case CHUNK_HASH_MISMATCH,
          FRAME_MALFORMED,
          FRAME_TOO_LARGE,
          VERSION_UNSUPPORTED,
          OUT_OF_ORDER,
          CONTRACT_VIOLATION,
          CHANNEL_CLOSED,
          MANIFEST_LIMIT,
          MANIFEST_FORGED,
          PATH_UNSAFE,
          RECEIPT_INVALID,
          KEY_WEAK,
          HANDSHAKE_MISDIRECTED,
          HANDSHAKE_REPLAY,
          HANDSHAKE_FORGED,
          HANDSHAKE_UNCONFIRMED,
          STALE_EPOCH,
          EPOCH_AHEAD,
          STALE_GENERATION,
          MEMBERSHIP_FORK,
          FRAME_REPLAY,
          FRAME_AUTH,
          SIGNAL_UNSEALED,
          SOURCE_CHANGED,
          SOURCE_GONE,
          NOT_OFFERED,
          NOT_WANTED,
          MOVED ->
          false;
    };
  }

  boolean isWanted(Root root) {
    return wanted.containsKey(root);
  }

  List<Root> wantedRoots() {
    return wanted.keySet().asList();
  }

  /// Whether the wish changed after the store was last asked.
  boolean isStale() {
    return stale;
  }

  long lastNeed() {
    return lastNeed;
  }

  long lastTicket() {
    return lastTicket;
  }

  /// Archives that failed last time, and why.
  public Map<Root, FaultCode> failed() {
    ImmutableMap.Builder<Root, FaultCode> reasons = ImmutableMap.builder();
    failures.forEach((root, failure) -> reasons.put(root, failure.reason()));
    return reasons.build();
  }

  @Override
  public String toString() {
    return wanted.size()
        + " wanted, "
        + lacking.size()
        + " lacking, "
        + failures.size()
        + " failed";
  }
}
