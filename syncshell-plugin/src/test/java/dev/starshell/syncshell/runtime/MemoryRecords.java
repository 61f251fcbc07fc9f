package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Named records and manifests of a journal, in memory; the log is taken and forgotten. Nothing
/// else of a journal works.
final class MemoryRecords {
  private final MemoryRecords home;

  MemoryRecords() {
    this.home = this;
  }

  private MemoryRecords(MemoryRecords home) {
    this.home = home;
  }

  final Map<String, Bytes> records = new ConcurrentHashMap<>();
  final Map<MemberKey, Bytes> manifests = new ConcurrentHashMap<>();

  /// While it is set, nothing is kept.
  volatile boolean broken;

  final Journal journal =
      (Journal)
          Proxy.newProxyInstance(
              Journal.class.getClassLoader(),
              new Class<?>[] {Journal.class},
              (_, method, arguments) -> call(method, arguments));

  /// As many puts are kept before it is broken.
  final AtomicInteger putsLeft = new AtomicInteger(Integer.MAX_VALUE);

  private final Map<Integer, MemoryRecords> parts = new ConcurrentSkipListMap<>();

  /// The part of one shell; slot 0 is this.
  Journal inSlot(int slot) {
    return slot == 0
        ? home.journal
        : parts.computeIfAbsent(slot, _ -> new MemoryRecords(home)).journal;
  }

  private @Nullable Object call(Method method, Object[] arguments) throws IOException {
    if (broken && Set.of("put", "remove", "addLogRecords").contains(method.getName())) {
      throw new IOException("broken on purpose");
    }
    if (method.getName().equals("put") && putsLeft.getAndDecrement() <= 0) {
      throw new IOException("broken on purpose");
    }
    return switch (method.getName()) {
      case "inSlot" -> inSlot((Integer) arguments[0]);
      case "slots" -> List.copyOf(parts.keySet());
      case "read" -> Optional.ofNullable(records.get((String) arguments[0]));
      case "put" -> done(records.put((String) arguments[0], (Bytes) arguments[1]));
      case "remove" -> done(records.remove((String) arguments[0]));
      case "manifest" -> Optional.ofNullable(manifests.get((MemberKey) arguments[0]));
      case "addLogRecords" -> done(arguments);
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }

  @SuppressWarnings("unused")
  private static @Nullable Object done(@Nullable Object ignored) {
    return null;
  }
}
