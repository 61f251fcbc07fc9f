package dev.starshell.syncshell.carrier.webrtc;

import dev.starshell.syncshell.recovery.Outage;
import dev.starshell.syncshell.recovery.ServerName;
import dev.starshell.syncshell.recovery.TurnBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Which TURN server the next bundle uses: the one that is expected to give a link soonest, by what
/// came of those before ([TurnBook]). Servers that only say a member's own address are used always.
///
/// Entries of one address with other credentials are one server; they are used in turn until one
/// gives a link, and only if none does the server counts as bad. Never two in one bundle: WebRTC
/// takes the answers to one for answers to the other.
///
/// Thread: any; a lock guards the book and the turns.
final class TurnTrials {
  private final List<IceServer> always = new ArrayList<>();
  private final Map<String, Entries> relays = new LinkedHashMap<>();
  private TurnBook book;

  /// The entries of one server.
  private static final class Entries {
    final List<IceServer> all = new ArrayList<>();
    int current;
    int failed;
  }

  TurnTrials(List<IceServer> servers) {
    for (IceServer server : servers) {
      nameOf(server)
          .ifPresentOrElse(
              name -> relays.computeIfAbsent(name, _ -> new Entries()).all.add(server),
              () -> always.add(server));
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
    Optional<String> chosen = book.choose(0);
    return new Trial(chosen, chosen.map(relays::get).map(it -> it.current).orElse(0), nowNanos);
  }

  /// All servers, in the order in which they would be tried.
  synchronized List<String> order() {
    return book.order();
  }

  /// What one bundle uses, and what came of it.
  final class Trial {
    private final Optional<String> name;
    private final int entry;
    private final long begunNanos;
    private boolean isOver;

    private Trial(Optional<String> name, int entry, long begunNanos) {
      this.name = name;
      this.entry = entry;
      this.begunNanos = begunNanos;
    }

    /// What the bundle is to use.
    List<IceServer> servers() {
      List<IceServer> used = new ArrayList<>(always);
      name.map(relays::get).ifPresent(entries -> used.add(entries.all.get(entry)));
      return used;
    }

    /// The bundle is open. A link that needed no TURN server says nothing of it.
    void opened(boolean relayed, long nowNanos) {
      Duration took = Duration.ofNanos(nowNanos - begunNanos);
      end((of, entries) -> {
        if (relayed) {
          entries.current = entry;
          entries.failed = 0;
          book = book.succeeded(of, took);
        }
      });
    }

    /// The bundle failed before it was open.
    void failed() {
      end(this::countFailure);
    }

    /// The bundle is gone. One that was closed before it has looked to its end says nothing of the
    /// server: another one took its place, or the other side gave up.
    void closed(long nowNanos) {
      boolean hasLooked = Duration.ofNanos(nowNanos - begunNanos).compareTo(Outage.SEARCH_MIN) >= 0;
      end((of, entries) -> {
        if (hasLooked) {
          countFailure(of, entries);
        }
      });
    }

    private void countFailure(String of, Entries entries) {
      // Of two that failed together the other has counted.
      if (entries.current == entry) {
        entries.current = (entry + 1) % entries.all.size();
        entries.failed++;
        if (entries.failed % entries.all.size() == 0) {
          book = book.failed(of);
        }
      }
    }

    private void end(BiConsumer<String, Entries> result) {
      synchronized (TurnTrials.this) {
        if (!isOver) {
          name.ifPresent(of -> result.accept(of, Objects.requireNonNull(relays.get(of))));
        }
        isOver = true;
      }
    }
  }
}
