package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.text.DisplayName;
import java.util.List;
import java.util.Set;

/// What is to be installed of one member.
///
/// @param offered all entries of the member's newest manifest, in its order: what was installed and
///   is not among them counts as removed
/// @param wanted archives that the receiver takes; others are neither installed nor removed
/// @param removalsConfirmed whether a person has asked to delete what is not offered any more,
///   however much and whatever the settings say
/// @param words what people have said about archives by now
/// @param manifest sequence of that manifest: what it changes is one version of the installed set
public record InstallJob(
    ShellId shell,
    DisplayName shellName,
    MemberKey owner,
    DisplayName ownerName,
    List<Entry> offered,
    Set<Root> wanted,
    boolean removalsConfirmed,
    Words words,
    long manifest) {
  public InstallJob {
    offered = List.copyOf(offered);
    wanted = Set.copyOf(wanted);
  }

  /// The same of the member's first manifest.
  public InstallJob(
      ShellId shell,
      DisplayName shellName,
      MemberKey owner,
      DisplayName ownerName,
      List<Entry> offered,
      Set<Root> wanted,
      boolean removalsConfirmed,
      Words words) {
    this(shell, shellName, owner, ownerName, offered, wanted, removalsConfirmed, words, 1);
  }
}
