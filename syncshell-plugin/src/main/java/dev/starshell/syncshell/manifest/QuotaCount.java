package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Counts archives against a [Quota], one look at all manifests long. What is here is counted
/// first, so that what was taken yesterday is not given up for what is offered today. Sizes are
/// those that the manifests declare: an archive whose chunks say otherwise is not taken.
///
/// Belongs to whoever made it.
public final class QuotaCount {
  private final Quota quota;
  private final Map<MemberKey, Count> members = new TreeMap<>();
  private final Set<Root> coming = new HashSet<>();
  private final long broughtBytes;
  private long comingBytes;

  /// What of one member is counted.
  private static final class Count {
    private final Set<Root> counted = new HashSet<>();
    private final Map<Root, Excess> refused = new HashMap<>();
    private long bytes;
  }

  private record Excess(long bytes, boolean ofShell) {}

  /// What of a member's archives is not taken.
  ///
  /// @param archives how many
  /// @param bytes how large they are together
  /// @param ofShell whether the shell's quota is the reason for some of them, not the member's
  ///   alone
  public record Refused(int archives, long bytes, boolean ofShell) {}

  /// @param broughtBytes what all takes that ever came from members of this shell and is in the
  ///   store, offered or not
  public QuotaCount(Quota quota, long broughtBytes) {
    this.quota = quota;
    this.broughtBytes = broughtBytes;
  }

  /// Counts an archive of a member that is here. Comes before every [#takes].
  public void holds(MemberKey member, Root root, long sizeBytes) {
    Count count = of(member);
    if (count.counted.add(root)) {
      count.bytes = saturated(count.bytes, sizeBytes);
    }
  }

  /// Whether an archive that is not here may come from a member's manifest; it is counted then.
  public boolean takes(MemberKey member, Root root, long sizeBytes) {
    Count count = of(member);
    if (count.counted.contains(root)) {
      return true;
    }
    if (saturated(count.bytes, sizeBytes) > quota.memberBytes()) {
      count.refused.put(root, new Excess(sizeBytes, false));
      return false;
    }
    boolean isNew = !coming.contains(root);
    long all = saturated(saturated(broughtBytes, comingBytes), isNew ? sizeBytes : 0);
    if (isNew && all > quota.shellBytes()) {
      count.refused.put(root, new Excess(sizeBytes, true));
      return false;
    }
    if (coming.add(root)) {
      comingBytes = saturated(comingBytes, sizeBytes);
    }
    count.counted.add(root);
    count.bytes = saturated(count.bytes, sizeBytes);
    return true;
  }

  /// What was refused, by member.
  public Map<MemberKey, Refused> refused() {
    Map<MemberKey, Refused> all = new TreeMap<>();
    members.forEach((member, count) -> {
      if (!count.refused.isEmpty()) {
        long bytes = 0;
        boolean ofShell = false;
        for (Excess one : count.refused.values()) {
          bytes = saturated(bytes, one.bytes());
          ofShell |= one.ofShell();
        }
        all.put(member, new Refused(count.refused.size(), bytes, ofShell));
      }
    });
    return all;
  }

  private Count of(MemberKey member) {
    return members.computeIfAbsent(member, _ -> new Count());
  }

  private static long saturated(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
