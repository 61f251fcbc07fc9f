package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.ControlAssembler;
import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.TransferMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Changes what a real member says to another. What that one and all others say is written down.
/// Thread: any.
final class Forger implements MemoryNet.Filter {
  private final MemberKey forged;
  private final MemberKey victim;
  private final Map<MemoryBundle, ControlAssembler> assemblers =
      Collections.synchronizedMap(new WeakHashMap<>());
  final List<TransferMessage> saidByVictim = new CopyOnWriteArrayList<>();
  final List<byte[]> data = new CopyOnWriteArrayList<>();
  private volatile Function<TransferMessage, List<TransferMessage>> messages = List::of;
  private volatile UnaryOperator<byte[]> frames = frame -> frame;
  private volatile Class<?> unheard = Void.class;

  Forger(MemberKey forged, MemberKey victim) {
    this.forged = forged;
    this.victim = victim;
  }

  private boolean isForged(MemoryBundle from) {
    return from.member.equals(forged) && from.isTo(victim);
  }

  void behave() {
    messages = List::of;
    frames = frame -> frame;
    unheard = Void.class;
  }

  /// The victim's messages of a kind are written down, and never reach the forged member.
  void keepBack(Class<? extends TransferMessage> kind) {
    unheard = kind;
  }

  /// Replaces the first message of a kind.
  <T extends TransferMessage> void once(
      Class<T> kind, Function<T, List<TransferMessage>> replacement) {
    AtomicBoolean done = new AtomicBoolean();
    messages =
        message ->
            kind.isInstance(message) && done.compareAndSet(false, true)
                ? replacement.apply(kind.cast(message))
                : List.of(message);
  }

  /// Replaces every message of a kind.
  <T extends TransferMessage> void always(
      Class<T> kind, Function<T, List<TransferMessage>> replacement) {
    messages =
        message ->
            kind.isInstance(message) ? replacement.apply(kind.cast(message)) : List.of(message);
  }

  /// Changes data frames.
  void data(UnaryOperator<byte[]> change) {
    frames = change;
  }

  @Override
  public List<byte[]> pass(MemoryBundle from, int channel, byte[] frame) {
    if (channel > 0) {
      if (!isForged(from)) {
        return List.of(frame);
      }
      data.add(frame.clone());
      return List.of(frames.apply(frame.clone()));
    }
    ControlAssembler assembler = assemblers.computeIfAbsent(from, _ -> new ControlAssembler());
    synchronized (assembler) {
      if (!(assembler.accept(frame) instanceof DecodeResult.Decoded<TransferMessage> decoded)) {
        return List.of();
      }
      if (!isForged(from)) {
        if (from.member.equals(victim) && from.isTo(forged)) {
          saidByVictim.add(decoded.message());
          if (unheard.isInstance(decoded.message())) {
            return List.of();
          }
        }
        return ControlFragments.of(decoded.message());
      }
      List<byte[]> out = new ArrayList<>();
      messages
          .apply(decoded.message())
          .forEach(message -> out.addAll(ControlFragments.of(message)));
      return out;
    }
  }

  <T extends TransferMessage> List<T> heard(Class<T> kind) {
    return saidByVictim.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
