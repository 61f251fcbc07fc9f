package dev.starshell.syncshell.control;

import java.util.List;

/// Everything at a glance. Counts begin when the plugin starts.
///
/// @param shell its name, or empty when this member is in none
/// @param role `owner`, `admin`, `member`, `guest`, `joining` or `none`
/// @param relay `connected`, `connecting` or a code
/// @param links bound links
/// @param othersOnline other members that the relay reports
/// @param scanning whether a library is being scanned
/// @param inSync nothing is scanned, wanted, under way or waiting to be installed
/// @param quarantined archives that came and wait for a person's word
/// @param altered installed files that are not what was installed
/// @param advice one sentence: what the person may do next
public record StatusView(
    String shell,
    String member,
    String role,
    String relay,
    String relaySentence,
    int links,
    int othersOnline,
    int members,
    boolean scanning,
    boolean paused,
    boolean inSync,
    Wanted wanted,
    int quarantined,
    int altered,
    Counts counts,
    Trust trust,
    Recovering recovering,
    String advice) {
  /// Links that were lost and are not back.
  ///
  /// @param nextSeconds until the next attempt of one of them; -1 if none is planned
  /// @param cause code of why the one that is tried next is not there; empty if all are
  /// @param sentence the same in words
  /// @param sessions open recovery sessions, those included whose rest is being fetched
  /// @param recovered links that came back, as far as is kept
  /// @param slow what is wrong with links that are up, and what is done about it, one sentence each
  public record Recovering(
      int links,
      long nextSeconds,
      String cause,
      String sentence,
      int sessions,
      long recovered,
      long attempts,
      long savedBytes,
      List<String> slow) {
    public Recovering {
      slow = List.copyOf(slow);
    }
  }

  /// How far it is certain who is in the shell: how many of the others a person has compared keys
  /// with, and when an owner or admin last agreed with this member on who is in it.
  ///
  /// @param changed names of members whose key is not the one that went by this name before
  /// @param hoursUnconfirmed whole hours since then; 0 while one of them is linked
  public record Trust(int verified, int unverified, List<String> changed, long hoursUnconfirmed) {
    /// Hours after which people are told.
    public static final long STALE_HOURS = 72;

    public Trust {
      changed = List.copyOf(changed);
    }
  }

  /// What other members offer and this one does not have.
  ///
  /// @param held of these, what waits for `sync pull` because the policy is to ask
  public record Wanted(int archives, long bytes, int held) {}

  /// What was done. Bytes on the wire are content and framing, as counted at the channels.
  ///
  /// @param duplicateBytes content that came though it was here already
  public record Counts(
      long contentBytesSent,
      long contentBytesReceived,
      long wireBytesSent,
      long wireBytesReceived,
      long duplicateBytes,
      long chunksReused,
      long receiptsSent,
      long receiptsReceived,
      long highFives,
      long contracts,
      long archivesReceived,
      long archivesInstalled) {}
}
