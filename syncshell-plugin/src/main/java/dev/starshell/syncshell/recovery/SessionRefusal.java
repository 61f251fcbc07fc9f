package dev.starshell.syncshell.recovery;

/// Why a recovery session is not used. The name is the stable code.
public enum SessionRefusal {
  /// There is none for this member.
  RECOVERY_UNKNOWN(
      "There is no such recovery session; it came to its end or was discarded. 'sync recovery list'"
          + " shows those that are open."),
  /// It was kept for as long as it is kept.
  RECOVERY_EXPIRED(
      "This recovery session is older than 7 days and was forgotten. What is here already is found"
          + " by its hash; only the rest is fetched."),
  /// It belongs to another shell.
  RECOVERY_OTHER_SHELL(
      "This recovery session belongs to another shell. Switch to that shell and resume there."),
  /// Its member does not belong to the shell any more.
  RECOVERY_NOT_A_MEMBER(
      "The member of this recovery session is not in the shell any more, so it was ended. What has"
          + " arrived stays."),
  /// Its bytes are none that were written here.
  RECOVERY_DAMAGED(
      "This recovery session is damaged and was set aside. What is here is found by its hash; only"
          + " the rest is fetched."),
  /// A newer version wrote it.
  RECOVERY_NEWER(
      "This recovery session was written by a newer version and is not used; the next transfer with"
          + " its member takes its place. What is here is found by its hash; only the rest is"
          + " fetched.");

  private final String sentence;

  SessionRefusal(String sentence) {
    this.sentence = sentence;
  }

  /// What happened and what to do next, for people.
  public String sentence() {
    return sentence;
  }
}
