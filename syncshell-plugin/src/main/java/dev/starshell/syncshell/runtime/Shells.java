package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notice;
import dev.starshell.api.notice.Notices;
import dev.starshell.syncshell.control.CreatedView;
import dev.starshell.syncshell.control.KeyProtection;
import dev.starshell.syncshell.control.ProofControl;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.ShellView;
import dev.starshell.syncshell.control.ShellsControl;
import dev.starshell.syncshell.control.StatusView;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.InviteCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All shells of one home. Each runs in a room of its own, with its own loop, links and part of the
/// journal; identity, store and carrier are shared, so content that two shells offer is kept once.
/// A shell keeps its slot in the journal for good, and no other shell ever gets it. Besides there
/// is the lobby, which is in no shell: it answers when there is none.
///
/// Thread: virtual threads of the host, several at once. `doors` is held by whoever opens or closes
/// rooms.
public final class Shells implements ShellsControl, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shells.class);

  /// The journal's record of the slot that commands mean.
  private static final String CURRENT = "current-shell";

  private static final int LOBBY = 0;

  /// No command in a room takes longer: each waits at most [Answers#WAIT].
  private static final Duration CLOSE_AFTER = Answers.WAIT.multipliedBy(2);

  private final Outside outside;
  private final ShellSettings settings;
  private final KeyProtection protection;
  private final HomeShare shared;
  private final List<Room> rooms = new CopyOnWriteArrayList<>();
  private final ReentrantLock doors = new ReentrantLock();
  private final Tidying tidying;

  /// Whether a look at partial archives is due soon.
  private final AtomicBoolean tidyDue = new AtomicBoolean();

  private @Nullable Room lobby;
  private volatile int current = LOBBY;
  private volatile boolean closed;

  /// What shells are made of.
  public interface Outside {
    /// The home's journal.
    Journal journal();

    /// What one shell works with. Its journal and its libraries are its own.
    ShellParts parts(int slot, Notices notices) throws IOException;

    /// The home's store.
    ArchiveStore store();

    /// Where people read what happens.
    Notices notices();
  }

  public Shells(Outside outside, ShellSettings settings, KeyProtection protection) {
    this.outside = outside;
    this.settings = settings;
    this.protection = protection;
    this.shared = HomeShare.of(settings);
    this.tidying =
        new Tidying(
            outside.journal(), outside.store(), () -> rooms.stream().map(Room::runtime).toList());
  }

  /// A place for one shell. It outlives its shell a little, for commands that are still in it.
  private record Room(int slot, ShellRuntime runtime, ProofControl proofs) implements Chosen {
    @Override
    public ShellControl shell() {
      return runtime.control();
    }

    boolean isVacant() {
      return runtime.shellId().isEmpty();
    }
  }

  /// Goes on where the last run ended.
  ///
  /// @throws IOException if the journal cannot be read
  public void start() throws IOException {
    Journal journal = outside.journal();
    shared.people().load(journal);
    lobby = make(LOBBY);
    for (int slot : journal.slots()) {
      if (journal.inSlot(slot).read(ShellMembership.RECORD).isPresent()) {
        rooms.add(make(slot));
      }
    }
    current =
        journal
            .read(CURRENT)
            .map(kept -> new String(kept.toArray(), StandardCharsets.US_ASCII))
            .filter(kept -> kept.matches("\\d{1,9}"))
            .map(Integer::parseInt)
            .orElseGet(() -> inShells().findFirst().map(Room::slot).orElse(LOBBY));
    shared.network().start();
    shared.tidying().hears(this::tidySoon);
    outside.store().hearsLost(lost -> tidying.areLost(Set.of(lost)));
    tidyLater();
  }

  /// What is wanted changes often: one look for all of it.
  private void tidySoon() {
    if (tidyDue.compareAndSet(false, true)) {
      ShellFrame frame = lobbyFrame();
      frame
          .timers()
          .start(
              tidyDue,
              Tidying.SOON,
              () ->
                  frame
                      .disk()
                      .post(
                          0,
                          () -> {
                            tidyDue.set(false);
                            tidying.dropUnwanted();
                          }));
    }
  }

  private record TidyTimer() {}

  private void tidyLater() {
    ShellFrame frame = lobbyFrame();
    frame
        .timers()
        .start(
            new TidyTimer(),
            Tidying.SPAN,
            () ->
                frame
                    .disk()
                    .post(
                        0,
                        () -> {
                          tidying.dropUnwanted();
                          tidyLater();
                        }));
  }

  @Override
  public Answer<String> clean() {
    return tidying.clean();
  }

  private Room make(int slot) throws IOException {
    RoomNotices notices = new RoomNotices();
    ShellRuntime runtime = new ShellRuntime(outside.parts(slot, notices), settings, shared);
    notices.name = runtime::shellName;
    Room room = new Room(slot, runtime, runtime.proofs(protection));
    runtime.onVacated(() -> lobbyFrame().disk().post(0, () -> vacated(room)));
    try {
      runtime.start();
    } catch (IOException | RuntimeException e) {
      close(room);
      throw e;
    }
    return room;
  }

  /// Says which shell a notice is about where there are several.
  private final class RoomNotices implements Notices {
    private volatile Supplier<String> name = () -> "";

    @Override
    public void post(Notice notice) {
      String shell = name.get();
      boolean isClear = shell.isEmpty() || inShells().count() < 2;
      Notice told =
          isClear
              ? notice
              : new Notice(notice.level(), notice.code(), "[" + shell + "] " + notice.text());
      outside.notices().post(told);
    }
  }

  private Stream<Room> inShells() {
    return rooms.stream().filter(room -> !room.isVacant());
  }

  private Room lobby() {
    return Objects.requireNonNull(lobby, "not started");
  }

  // Entering

  @Override
  public Answer<CreatedView> create(String name) {
    Bytes nonce = Chance.bytes(ShellId.NONCE_BYTES);
    ShellId id = ShellId.of(lobbyFrame().self(), nonce.toArray());
    return enter(id, room -> room.runtime().desk().create(name, nonce));
  }

  @Override
  public Answer<String> join(String code) {
    return switch (InviteCode.read(code, lobbyFrame().wallTime())) {
      case Verdict.Refused<Invite> refused -> Answers.no(refused.refusal());
      case Verdict.Accepted<Invite>(Invite invite) ->
          enter(invite.shell(), room -> room.runtime().desk().join(invite));
    };
  }

  private <T> Answer<T> enter(ShellId shell, Function<Room, Answer<T>> how) {
    if (!doors.tryLock()) {
      return Answer.no(
          "SHELL_EXISTS",
          "Another request is making or entering a shell just now. Try again in a few seconds.");
    }
    try {
      boolean isIn =
          inShells().anyMatch(room -> room.runtime().shellId().equals(Optional.of(shell)));
      if (!isIn && inShells().count() >= Limits.SHELLS_MAX) {
        return Answer.no(
            "SHELLS_FULL",
            "This home is in "
                + Limits.SHELLS_MAX
                + " shells, the most there can be. Leave one first: 'sync leave --shell NAME'.");
      }
      Room room = roomFor(shell);
      Answer<T> answer = how.apply(room);
      if (room.isVacant()) {
        closeLater(room);
      } else {
        makeCurrent(room);
      }
      return answer;
    } catch (IOException e) {
      return Answers.stateFailed(e);
    } finally {
      doors.unlock();
    }
  }

  private Room roomFor(ShellId shell) throws IOException {
    int slot = outside.journal().slotOf(shell);
    Optional<Room> open = rooms.stream().filter(room -> room.slot() == slot).findAny();
    if (open.isPresent()) {
      return open.get();
    }
    if (closed) {
      throw new IOException("the plugin is stopping");
    }
    Room room = make(slot);
    rooms.add(room);
    return room;
  }

  private void makeCurrent(Room room) throws IOException {
    byte[] written = Integer.toString(room.slot()).getBytes(StandardCharsets.US_ASCII);
    outside.journal().put(CURRENT, Bytes.copyOf(written));
    current = room.slot();
  }

  // Leaving

  /// Whoever has left a shell means the other one from now on, if there is but one. If somebody
  /// else has ended it, a person must say which is meant.
  private void vacated(Room room) {
    List<Room> others = inShells().toList();
    if (room.slot() == current && room.runtime().ending().ownWish() && others.size() == 1) {
      try {
        makeCurrent(others.getFirst());
      } catch (IOException e) {
        LOG.warn("current shell not kept", e);
      }
    }
    closeLater(room);
  }

  private ShellFrame lobbyFrame() {
    return lobby().runtime().frame();
  }

  /// Closes a room that is in no shell any more when nobody can be in it.
  private void closeLater(Room room) {
    ShellFrame frame = lobbyFrame();
    frame
        .timers()
        .start(
            new RoomTimer(room.slot()),
            CLOSE_AFTER,
            () -> frame.disk().post(0, () -> closeIfVacant(room)));
  }

  private record RoomTimer(int slot) {}

  private void closeIfVacant(Room room) {
    if (!doors.tryLock()) {
      closeLater(room);
      return;
    }
    try {
      if (!room.isVacant()) {
        return;
      }
      if (!room.runtime().ending().durable()) {
        closeLater(room);
      } else if (rooms.remove(room)) {
        close(room);
      }
    } finally {
      doors.unlock();
    }
  }

  private static void close(Room room) {
    room.runtime().close();
    room.runtime().frame().parts().libraries().close();
  }

  // Choosing

  @Override
  public List<ShellView> shells() {
    int meant = current;
    return inShells().map(room -> view(room, room.slot() == meant)).toList();
  }

  @Override
  public List<Numbered> numbered() {
    return inShells().map(room -> new Numbered(room.slot(), room)).toList();
  }

  private static ShellView view(Room room, boolean isCurrent) {
    StatusView status = room.shell().status();
    return new ShellView(
        room.slot(),
        status.shell(),
        status.role(),
        status.members(),
        status.othersOnline(),
        status.relay(),
        isCurrent);
  }

  @Override
  public Answer<String> use(String written) {
    return switch (found(written)) {
      case Answer.No<Room> no -> Answer.no(no.code(), no.sentence());
      case Answer.Ok<Room>(Room room) -> {
        try {
          makeCurrent(room);
          yield Answer.ok(
              "Commands mean the shell '" + room.runtime().shellName() + "' from now on.");
        } catch (IOException e) {
          yield Answers.stateFailed(e);
        }
      }
    };
  }

  @Override
  public Chosen any() {
    return lobby();
  }

  @Override
  public Answer<Chosen> current() {
    int slot = current;
    List<Room> all = inShells().toList();
    Optional<Room> meant = all.stream().filter(room -> room.slot() == slot).findAny();
    if (meant.isPresent()) {
      return Answer.ok(meant.get());
    }
    if (all.isEmpty()) {
      return Answer.ok(lobby());
    }
    return hasLeft(slot) && all.size() == 1
        ? Answer.ok(all.getFirst())
        : Answer.no(
            "SHELL_UNCLEAR",
            "The shell that commands meant is over for this home, and it is in others. Say which"
                + " one: 'sync use SHELL', or --shell SHELL. 'sync shells' lists them.");
  }

  /// Whether somebody here has left the shell of a slot.
  private boolean hasLeft(int slot) {
    return rooms.stream()
        .filter(room -> room.slot() == slot)
        .anyMatch(room -> room.runtime().ending().ownWish());
  }

  @Override
  public Answer<Chosen> named(String written) {
    return switch (found(written)) {
      case Answer.No<Room> no -> Answer.no(no.code(), no.sentence());
      case Answer.Ok<Room>(Room room) -> Answer.ok(room);
    };
  }

  /// By number first: anybody may call a shell `2`.
  private Answer<Room> found(String written) {
    String wanted = written.strip();
    Optional<Room> numbered =
        inShells().filter(room -> Integer.toString(room.slot()).equals(wanted)).findAny();
    if (numbered.isPresent()) {
      return Answer.ok(numbered.get());
    }
    List<Room> called =
        inShells().filter(room -> room.runtime().shellName().equalsIgnoreCase(wanted)).toList();
    return switch (called.size()) {
      case 1 -> Answer.ok(called.getFirst());
      case 0 ->
          Answer.no(
              "SHELL_UNKNOWN",
              "This home is in no shell '"
                  + DisplayName.cleaned(wanted, "?").text()
                  + "'. 'sync shells' lists them.");
      default ->
          Answer.no(
              "SHELL_AMBIGUOUS",
              "Several shells have this name. Say which by its number; 'sync shells' shows it.");
    };
  }

  /// Ends all shells. Whoever is entering one at this moment finds its room closed.
  @Override
  public void close() {
    closed = true;
    closeAll();
    doors.lock();
    try {
      closeAll();
      if (lobby != null) {
        close(lobby);
      }
    } finally {
      doors.unlock();
      shared.close();
    }
  }

  private void closeAll() {
    for (Room room : rooms) {
      if (rooms.remove(room)) {
        try {
          close(room);
        } catch (RuntimeException e) {
          // The others must be closed all the same.
          LOG.error("shell did not close slot={}", room.slot(), e);
        }
      }
    }
  }
}
