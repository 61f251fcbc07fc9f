package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Something that all shells of a home know and people change in any of them. It is kept in the
/// part of the journal that is in no shell.
///
/// Thread: any.
///
/// @param <T> immutable
final class HomeValue<T> {
  /// The part of the journal that belongs to no shell.
  private static final int HOME = 0;

  private final String record;
  private final Function<T, Bytes> codec;
  private final AtomicReference<T> value;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// @param record of the journal
  HomeValue(String record, Function<T, Bytes> codec, T first) {
    this.record = record;
    this.codec = codec;
    this.value = new AtomicReference<>(first);
  }

  T now() {
    return value.get();
  }

  /// Where it is kept.
  static Journal home(Journal journal) {
    return journal.inSlot(HOME);
  }

  Optional<Bytes> kept(Journal journal) throws IOException {
    return home(journal).read(record);
  }

  /// What was kept, before anybody asks.
  void load(T kept) {
    value.set(kept);
  }

  /// Runs a task after each change, until [#forget]. It may wait for room in a loop's inbox and for
  /// nothing else.
  void tell(Runnable changed) {
    listeners.add(changed);
  }

  /// Tells it no more.
  void forget(Runnable changed) {
    listeners.remove(changed);
  }

  /// Changes it and makes that durable. The next change builds upon it at once, so that of two none
  /// is lost. Then, on the loop of `facts`: the failure, if it could not be kept; it is undone
  /// then.
  ///
  /// @param change of what there is; may be applied more than once
  /// @param undo of exactly that change
  /// @param also is made durable with it
  void change(
      Facts facts,
      UnaryOperator<T> change,
      UnaryOperator<T> undo,
      Facts.Write also,
      Consumer<Optional<IOException>> then) {
    value.updateAndGet(change);
    facts.attempt(
        journal -> {
          try {
            also.run(journal);
            keep(journal);
          } catch (IOException e) {
            value.updateAndGet(undo);
            throw e;
          }
          listeners.forEach(Runnable::run);
        },
        then);
  }

  /// Each shell has a thread for its facts: whoever was overtaken writes again.
  void keep(Journal journal) throws IOException {
    T written;
    do {
      written = now();
      home(journal).put(record, codec.apply(written));
    } while (written != now());
  }
}
