package dev.starshell.syncshell.carrier.webrtc;

import dev.starshell.syncshell.recovery.ServerName;
import dev.starshell.syncshell.recovery.TurnBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Which TURN server the next bundle uses: the one that is expected to give a link soonest, by what
/// came of those before ([TurnBook]). Servers that only say a member's own address are used always.
///
/// Thread: any; a lock guards the book.
final class TurnTrials {
  private final List<IceServer> always = new ArrayList<>();
  private final Map<String, IceServer> relays = new LinkedHashMap<>();
  private TurnBook book;

  TurnTrials(List<IceServer> servers) {
    for (IceServer server : servers) {
      Optional<String> name = nameOf(server);
      if (name.isPresent() && !relays.containsKey(name.get())) {
        relays.put(name.get(), server);
      } else {
        always.add(server);
      }
    }
    book = TurnBook.EMPTY.with(List.copyOf(relays.keySet()));
  }

  /// How a TURN server is known: by its first address. One whose address cannot be kept is used
  /// always.
  private static Optional<String> nameOf(IceServer server) {
    return server.relaysOnly().map(relay -> relay.urls().getFirst()).filter(ServerName::isOne);
  }

  /// Begins a bundle.
  synchronized Trial begin(long nowNanos) {
    return new Trial(book.choose(0), nowNanos);
  }

  /// All servers, in the order in which they would be tried.
  synchronized List<String> order() {
    return book.order();
  }

  /// What one bundle uses, and what came of it.
  final class Trial {
    private final Optional<String> name;
    private final long begunNanos;
    private boolean isOver;

    private Trial(Optional<String> name, long begunNanos) {
      this.name = name;
      this.begunNanos = begunNanos;
    }

    /// What the bundle is to use.
    List<IceServer> servers() {
      List<IceServer> used = new ArrayList<>(always);
      name.map(relays::get).ifPresent(used::add);
      return used;
    }

    /// The bundle is open. A link that needed no TURN server says nothing of it.
    void opened(boolean relayed, long nowNanos) {
      Duration took = Duration.ofNanos(nowNanos - begunNanos);
      end(relayed ? of -> book.succeeded(of, took) : _ -> book);
    }

    /// The bundle is gone.
    void closed() {
      end(of -> book.failed(of));
    }

    private void end(Function<String, TurnBook> result) {
      synchronized (TurnTrials.this) {
        if (!isOver && name.isPresent()) {
          book = result.apply(name.get());
        }
        isOver = true;
      }
    }
  }
}
