package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.quarantine.Words;
import java.util.Map;

/// An older set that is asked for.
///
/// @param version the installed set is to be as it was right after this one; 0 is before the first
/// @param words what people have said about archives by now: what is barred does not come back
/// @param offered what members offer now, by place
public record RollbackOrder(
    ShellId shell, long version, Words words, Map<MemberKey, Map<String, Root>> offered) {
  public RollbackOrder {
    offered = Map.copyOf(offered);
  }
}
