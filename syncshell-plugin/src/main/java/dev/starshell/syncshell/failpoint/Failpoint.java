package dev.starshell.syncshell.failpoint;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/// A step after which a process may be told to end at once, as `kill -9` ends it: started with
/// `-Dstarshell.halt=STEP:N` it ends with code 137 when it passes the step for the N-th time (N may
/// be left out). Tests enumerate the steps. A process that was not told passes them for nothing.
///
/// Thread: any.
public enum Failpoint {
  /// The receiver has asked for what it lacks.
  NEED_SENT(Side.RECEIVER),
  /// The receiver has agreed to a contract.
  CONTRACT_ACCEPTED(Side.RECEIVER),
  /// A chunk has its hash and is not written.
  CHUNK_VERIFIED(Side.RECEIVER),
  /// A chunk is written and not forced.
  CHUNK_WRITTEN(Side.RECEIVER),
  /// All bytes of an archive are on the disk, under the name of a partial file.
  DATA_FORCED(Side.RECEIVER),
  /// The archive has its name in the store; the name is not forced.
  OBJECT_NAMED(Side.RECEIVER),
  /// The name is on the disk; the index does not know the archive.
  FOLDERS_FORCED(Side.RECEIVER),
  /// The archive is durable and recorded; no receipt was sent.
  OBJECT_RECORDED(Side.RECEIVER),
  /// Receipts were handed to the link.
  RECEIPT_SENT(Side.RECEIVER),
  /// A high five has come, and is not answered.
  HIGH_FIVE_CAME(Side.RECEIVER),
  /// A high five was answered.
  HIGH_FIVE_ANSWERED(Side.RECEIVER),
  /// New files of an installation lie ready; no record says so.
  INSTALL_STAGED(Side.RECEIVER),
  /// The installation is in the journal, and must be finished or undone.
  INSTALL_JOURNALED(Side.RECEIVER),
  /// A file that is replaced has its second name.
  INSTALL_BACKED_UP(Side.RECEIVER),
  /// A file has its new content.
  INSTALL_RENAMED(Side.RECEIVER),
  /// A file that is not offered any more is gone.
  INSTALL_REMOVED(Side.RECEIVER),
  /// All names of the installation are on the disk.
  INSTALL_FORCED(Side.RECEIVER),
  /// The installation is recorded as done; its folder is still there.
  INSTALL_RECORDED(Side.RECEIVER),
  /// The sender has offered a contract.
  CONTRACT_OFFERED(Side.SENDER),
  /// The sender has sent a chunk.
  CHUNK_SENT(Side.SENDER),
  /// A receipt has come, and nothing was done about it.
  RECEIPT_CAME(Side.SENDER),
  /// The sender has offered a high five.
  HIGH_FIVE_SENT(Side.SENDER),
  /// The answer to a high five has come, and is not kept.
  HIGH_FIVE_RETURNED(Side.SENDER),
  /// The receiver's signed receipts are kept.
  RECEIPTS_KEPT(Side.SENDER);

  /// Name of the system property.
  public static final String PROPERTY = "starshell.halt";

  /// Exit code, that of a process ended by signal 9.
  public static final int EXIT_CODE = 137;

  private static final Optional<Failpoint> ARMED = armed(System.getProperty(PROPERTY, ""));

  /// How often the armed step is still passed.
  private static final AtomicInteger LEFT =
      new AtomicInteger(count(System.getProperty(PROPERTY, "")).orElse(1));

  private static final boolean IS_ARMED = ARMED.isPresent();

  private final Side side;

  Failpoint(Side side) {
    this.side = side;
  }

  /// Who takes a step.
  public enum Side {
    SENDER,
    RECEIVER
  }

  /// Who takes this step.
  public Side side() {
    return side;
  }

  /// The process has come here.
  public void pass() {
    if (IS_ARMED && ARMED.get() == this && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /// The step that a setting names; empty for none, or one that is not known.
  static Optional<Failpoint> armed(String setting) {
    String step = setting.split(":", 2)[0].toUpperCase(Locale.ROOT);
    for (Failpoint one : values()) {
      if (one.name().equals(step)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /// How often the step is passed, the last time included, as a setting says.
  static OptionalInt count(String setting) {
    int colon = setting.indexOf(':');
    String number = setting.substring(colon + 1);
    return colon >= 0 && number.matches("[1-9]\\d{0,8}")
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty();
  }
}
