package dev.starshell.harness.lab.crash;

/// The steps at which a host can be told to die, named as the plugin names them. A test compares
/// both lists.
public enum CrashStep {
  NEED_SENT(false),
  CONTRACT_ACCEPTED(false),
  CHUNK_VERIFIED(false),
  CHUNK_WRITTEN(false),
  DATA_FORCED(false),
  OBJECT_NAMED(false),
  FOLDERS_FORCED(false),
  OBJECT_RECORDED(false),
  RECEIPT_SENT(false),
  HIGH_FIVE_CAME(false),
  HIGH_FIVE_ANSWERED(false),
  INSTALL_STAGED(false),
  INSTALL_JOURNALED(false),
  INSTALL_BACKED_UP(false),
  INSTALL_RENAMED(false),
  INSTALL_REMOVED(false),
  INSTALL_FORCED(false),
  INSTALL_RECORDED(false),
  CONTRACT_OFFERED(true),
  CHUNK_SENT(true),
  RECEIPT_CAME(true),
  HIGH_FIVE_SENT(true),
  HIGH_FIVE_RETURNED(true),
  RECEIPTS_KEPT(true);

  /// The system property that tells a host where to die.
  static final String PROPERTY = "starshell.halt";

  /// What a host ends with that has died so, as by signal 9.
  public static final int EXIT_CODE = 137;

  private final boolean isSenders;

  CrashStep(boolean isSenders) {
    this.isSenders = isSenders;
  }

  /// Whether the sender takes it, and not the receiver.
  public boolean isSenders() {
    return isSenders;
  }
}
