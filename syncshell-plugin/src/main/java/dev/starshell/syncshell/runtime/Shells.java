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
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All shells of one home. Each runs apart from the others, with its own loop, links and part of
/// the journal; identity, store and carrier are shared, so content that two shells offer is kept
/// once. The first place is there also while it is in no shell; others come and go with their
/// shells.
///
/// Thread: virtual threads of the host, several at once. One at a time enters shells.
public final class Shells implements ShellsControl, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shells.class);

  /// The journal's record of the slot that commands mean.
  private static final String CURRENT = "current-shell";

  private final Outside outside;
  private final ShellSettings settings;
  private final KeyProtection protection;
  private final LinkMemory memory = new LinkMemory();
  private final List<Room> rooms = new CopyOnWriteArrayList<>();

  /// Held by whoever opens or closes rooms.
  private final ReentrantLock doors = new ReentrantLock();

  private volatile int current;

  /// What shells are made of.
  public interface Outside {
    /// The home's journal.
    Journal journal();

    /// What one shell works with. Its journal and its libraries are its own.
    ShellParts parts(int slot, Notices notices) throws IOException;

    /// Where people read what happens.
    Notices notices();
  }

  public Shells(Outside outside, ShellSettings settings, KeyProtection protection) {
    this.outside = outside;
    this.settings = settings;
    this.protection = protection;
  }

  private record Room(int slot, ShellRuntime runtime, ProofControl proofs) implements Chosen {
    @Override
    public ShellControl shell() {
      return runtime.control();
    }

    boolean isVacant() {
      return runtime.shellId().isEmpty();
    }

    String name() {
      return shell().status().shell();
    }
  }

  /// Goes on where the last run ended.
  ///
  /// @throws IOException if the journal cannot be read
  public void start() throws IOException {
    open(0);
    Journal journal = outside.journal();
    for (int slot : journal.slots()) {
      if (journal.inSlot(slot).read(ShellMembership.RECORD).isPresent()) {
        open(slot);
      }
    }
    current =
        journal
            .read(CURRENT)
            .map(kept -> new String(kept.toArray(), StandardCharsets.US_ASCII))
            .filter(kept -> kept.matches("\\d{1,9}"))
            .map(Integer::parseInt)
            .orElse(0);
    prune();
  }

  private Room open(int slot) throws IOException {
    RoomNotices notices = new RoomNotices();
    ShellRuntime runtime = new ShellRuntime(outside.parts(slot, notices), settings, memory);
    notices.name = runtime::shellName;
    Room room = new Room(slot, runtime, runtime.proofs(protection));
    try {
      runtime.start();
    } catch (IOException | RuntimeException e) {
      runtime.close();
      throw e;
    }
    rooms.add(room);
    return room;
  }

  /// Says which shell a notice is about where there are several.
  private final class RoomNotices implements Notices {
    private volatile Supplier<String> name = () -> "";

    @Override
    public void post(Notice notice) {
      String shell = name.get();
      outside
          .notices()
          .post(
              rooms.size() < 2 || shell.isEmpty()
                  ? notice
                  : new Notice(notice.level(), notice.code(), "[" + shell + "] " + notice.text()));
    }
  }

  @Override
  public Answer<CreatedView> create(String name) {
    Bytes nonce = Chance.bytes(ShellId.NONCE_BYTES);
    ShellId id = ShellId.of(rooms.getFirst().runtime().frame().self(), nonce.toArray());
    return enter(id, room -> room.runtime().desk().create(name, nonce));
  }

  @Override
  public Answer<String> join(String code) {
    return switch (InviteCode.read(code, Instant.now())) {
      case Verdict.Refused<Invite> refused -> Answers.no(refused.refusal());
      case Verdict.Accepted<Invite>(Invite invite) ->
          enter(invite.shell(), room -> room.shell().join(code));
    };
  }

  private <T> Answer<T> enter(ShellId shell, Function<Room, Answer<T>> how) {
    if (!doors.tryLock()) {
      return Answer.no(
          "SHELL_EXISTS",
          "Another request is making or entering a shell just now. Try again in a few seconds.");
    }
    try {
      prune();
      Optional<Room> inIt =
          rooms.stream()
              .filter(room -> room.runtime().shellId().filter(shell::equals).isPresent())
              .findAny();
      if (inIt.isPresent()) {
        return how.apply(inIt.get());
      }
      if (!rooms.getFirst().isVacant() && rooms.size() >= Limits.SHELLS_MAX) {
        return Answer.no(
            "SHELLS_FULL",
            "This home is in "
                + Limits.SHELLS_MAX
                + " shells, the most there can be. Leave one first: 'sync leave --shell NAME'.");
      }
      Room room = rooms.getFirst().isVacant() ? rooms.getFirst() : openFor(shell);
      return entered(room, how.apply(room));
    } catch (IOException e) {
      return Answers.stateFailed(e);
    } finally {
      doors.unlock();
    }
  }

  private Room openFor(ShellId shell) throws IOException {
    return open(outside.journal().slotOf(shell));
  }

  private <T> Answer<T> entered(Room room, Answer<T> answer) throws IOException {
    if (room.isVacant()) {
      prune();
    } else {
      makeCurrent(room);
    }
    return answer;
  }

  private void makeCurrent(Room room) throws IOException {
    byte[] written = Integer.toString(room.slot()).getBytes(StandardCharsets.US_ASCII);
    outside.journal().put(CURRENT, Bytes.copyOf(written));
    current = room.slot();
  }

  /// Closes places whose shell was left or is gone.
  private void prune() {
    for (Room room : rooms) {
      if (room.slot() != 0 && room.isVacant()) {
        rooms.remove(room);
        close(room);
      }
    }
    if (currentRoom().isVacant()) {
      current =
          rooms.stream().filter(room -> !room.isVacant()).findFirst().map(Room::slot).orElse(0);
    }
  }

  private static void close(Room room) {
    room.runtime().close();
    room.runtime().frame().parts().libraries().close();
  }

  private Room currentRoom() {
    int slot = current;
    return rooms.stream().filter(room -> room.slot() == slot).findAny().orElseGet(rooms::getFirst);
  }

  @Override
  public List<ShellView> shells() {
    pruneIfIdle();
    int meant = currentRoom().slot();
    return rooms.stream()
        .filter(room -> !room.isVacant())
        .map(room -> view(room, room.slot() == meant))
        .toList();
  }

  private static ShellView view(Room room, boolean isCurrent) {
    StatusView status = room.shell().status();
    return new ShellView(
        room.slot() + 1,
        status.shell(),
        status.role(),
        status.members(),
        status.othersOnline(),
        status.relay(),
        isCurrent);
  }

  /// Whoever enters a shell at this moment prunes as well.
  private void pruneIfIdle() {
    if (doors.tryLock()) {
      try {
        prune();
      } finally {
        doors.unlock();
      }
    }
  }

  @Override
  public Answer<String> use(String written) {
    return switch (named(written)) {
      case Answer.No<Chosen> no -> Answer.no(no.code(), no.sentence());
      case Answer.Ok<Chosen>(Chosen chosen) -> {
        Room room = (Room) chosen;
        try {
          makeCurrent(room);
          yield Answer.ok("Commands mean the shell '" + room.name() + "' from now on.");
        } catch (IOException e) {
          yield Answers.stateFailed(e);
        }
      }
    };
  }

  @Override
  public Chosen current() {
    pruneIfIdle();
    return currentRoom();
  }

  @Override
  public Answer<Chosen> named(String written) {
    pruneIfIdle();
    List<Room> meant = rooms.stream().filter(room -> isMeant(room, written)).toList();
    return switch (meant.size()) {
      case 1 -> Answer.ok(meant.getFirst());
      case 0 ->
          Answer.no(
              "SHELL_UNKNOWN",
              "This home is in no shell '"
                  + DisplayName.cleaned(written, "?").text()
                  + "'. 'sync shells' lists them.");
      default ->
          Answer.no(
              "SHELL_AMBIGUOUS",
              "Several shells have this name. Say which by its number; 'sync shells' shows it.");
    };
  }

  private static boolean isMeant(Room room, String written) {
    String name = room.isVacant() ? "" : room.name();
    return !name.isEmpty()
        && (name.equalsIgnoreCase(written.strip())
            || Integer.toString(room.slot() + 1).equals(written.strip()));
  }

  @Override
  public void close() {
    for (Room room : rooms) {
      try {
        close(room);
      } catch (RuntimeException e) {
        // The others must be closed all the same.
        LOG.error("shell did not close slot={}", room.slot(), e);
      }
    }
    rooms.clear();
  }
}
