package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a receiver takes of what others offer.
///
/// @param byDefault for members without a word of their own
/// @param byMember for single members
/// @param autoBytesMax larger archives are asked about even where all is taken
/// @param refusedEndings of names, in lower case and without a dot; never taken, not even when
///   asked for
public record AcceptPolicy(
    Mode byDefault, Map<MemberKey, Mode> byMember, long autoBytesMax, Set<String> refusedEndings) {
  /// How a member's offers are met.
  public enum Mode {
    /// Taken at once.
    AUTO,
    /// Taken when a person asks for them.
    ASK,
    /// Not taken.
    NEVER
  }

  public AcceptPolicy {
    byMember = Map.copyOf(byMember);
    refusedEndings = Set.copyOf(refusedEndings);
    if (autoBytesMax < 0) {
      throw new IllegalArgumentException("autoBytesMax=" + autoBytesMax + " is negative");
    }
  }

  /// The same for all members, sizes and endings.
  public static AcceptPolicy of(Mode mode) {
    return new AcceptPolicy(mode, Map.of(), Long.MAX_VALUE, Set.of());
  }

  /// What becomes of a manifest's entries. Each is in one list.
  ///
  /// @param wanted fetched and installed
  /// @param waiting for a person to ask for them
  /// @param refused by a rule of the receiver
  public record Selection(List<Entry> wanted, List<Entry> waiting, List<Entry> refused) {
    public Selection {
      wanted = List.copyOf(wanted);
      waiting = List.copyOf(waiting);
      refused = List.copyOf(refused);
    }
  }

  /// Applies the policy.
  ///
  /// @param asked archives that a person has asked for. A word holds for exact bytes: a changed
  ///   archive is asked about again
  public Selection select(Manifest manifest, Set<Root> asked) {
    Mode mode = byMember.getOrDefault(manifest.owner(), byDefault);
    List<Entry> wanted = new ArrayList<>();
    List<Entry> waiting = new ArrayList<>();
    List<Entry> refused = new ArrayList<>();
    for (Entry entry : manifest.entries()) {
      if (mode == Mode.NEVER || refusedEndings.contains(ending(entry.path()))) {
        refused.add(entry);
      } else if (asked.contains(entry.root())
          || (mode == Mode.AUTO && entry.sizeBytes() <= autoBytesMax)) {
        wanted.add(entry);
      } else {
        waiting.add(entry);
      }
    }
    return new Selection(wanted, waiting, refused);
  }

  private static String ending(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
