package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// From which member each missing archive is fetched. Each has exactly one source; equal content at
/// many places is one archive. The same question has the same answer on every machine.
///
/// @param from for each member with a link, what to ask it for: what no other link has first, then
///   largest first; members that are asked for nothing are left out
/// @param unreachable missing archives that nobody with a link has
public record NeedPlan(Map<MemberKey, List<Root>> from, List<Root> unreachable) {
  public NeedPlan {
    Map<MemberKey, List<Root>> copy = new LinkedHashMap<>();
    from.forEach((member, roots) -> copy.put(member, List.copyOf(roots)));
    from = Collections.unmodifiableMap(copy);
    unreachable = List.copyOf(unreachable);
  }

  /// The question.
  ///
  /// @param wanted archives and their sizes, from all manifests together
  /// @param present what is whole here
  /// @param underWay what is asked for already, from whom; left alone while that link is up
  /// @param offers what each member has, by its manifest
  /// @param pendingBytes for each link that is up, what is still to come on it
  public record Question(
      Map<Root, Long> wanted,
      Set<Root> present,
      Map<Root, MemberKey> underWay,
      Map<MemberKey, Set<Root>> offers,
      Map<MemberKey, Long> pendingBytes) {}

  private record Missing(Root root, long sizeBytes, List<MemberKey> sources) {}

  /// Answers the question: archives with a single source go there; the others, largest first, go to
  /// the source with the least to send.
  public static NeedPlan of(Question question) {
    List<Root> unreachable = new ArrayList<>();
    List<Missing> missing = new ArrayList<>();
    List<MemberKey> links = question.pendingBytes().keySet().stream().sorted().toList();
    question
        .wanted()
        .forEach((root, sizeBytes) -> {
          if (isSettled(question, root)) {
            return;
          }
          List<MemberKey> sources =
              links.stream().filter(link -> offers(question, link, root)).toList();
          if (sources.isEmpty()) {
            unreachable.add(root);
          } else {
            missing.add(new Missing(root, sizeBytes, sources));
          }
        });
    missing.sort(
        Comparator.comparing((Missing one) -> one.sources().size() > 1)
            .thenComparing(Comparator.comparingLong(Missing::sizeBytes).reversed())
            .thenComparing(Missing::root));
    unreachable.sort(null);
    return new NeedPlan(spread(missing, question.pendingBytes()), unreachable);
  }

  private static Map<MemberKey, List<Root>> spread(
      List<Missing> missing, Map<MemberKey, Long> pendingBytes) {
    Map<MemberKey, Long> load = new HashMap<>(pendingBytes);
    Map<MemberKey, List<Root>> from = new TreeMap<>();
    for (Missing one : missing) {
      MemberKey source = one.sources().getFirst();
      for (MemberKey other : one.sources()) {
        if (load.getOrDefault(other, 0L) < load.getOrDefault(source, 0L)) {
          source = other;
        }
      }
      // An archive without bytes counts as one, so that many of them are spread as well.
      load.merge(source, Math.max(1, one.sizeBytes()), Long::sum);
      from.computeIfAbsent(source, _ -> new ArrayList<>()).add(one.root());
    }
    return from;
  }

  private static boolean isSettled(Question question, Root root) {
    MemberKey asked = question.underWay().get(root);
    return question.present().contains(root)
        || (asked != null && question.pendingBytes().containsKey(asked));
  }

  private static boolean offers(Question question, MemberKey member, Root root) {
    Set<Root> offered = question.offers().get(member);
    return offered != null && offered.contains(root);
  }
}
