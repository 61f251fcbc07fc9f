package dev.starshell.syncshell.manifest;

import static dev.starshell.syncshell.manifest.Manifests.ADA;
import static dev.starshell.syncshell.manifest.Manifests.BOB;
import static dev.starshell.syncshell.manifest.Manifests.entry;
import static dev.starshell.syncshell.manifest.Manifests.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.manifest.AcceptPolicy.Mode;
import dev.starshell.syncshell.manifest.AcceptPolicy.Selection;
import dev.starshell.syncshell.manifest.NeedPlan.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlansTest {
  private static final MemberKey A = ADA.key();
  private static final MemberKey B = BOB.key();

  @Test
  void aDiffNamesWhatIsNewChangedAndGone() {
    Entry same = entry("a", "same", 1);
    Entry old = entry("a", "x", 2);
    Entry fresh = entry("a", "x", 3);
    Entry gone = entry("b", "gone", 4);
    Entry added = entry("c", "added", 5);

    ManifestDiff diff = ManifestDiff.between(List.of(same, old, gone), List.of(same, fresh, added));

    assertThat(diff.added()).containsExactly(added);
    assertThat(diff.changed()).containsExactly(new ManifestDiff.Change(old, fresh));
    assertThat(diff.removed()).containsExactly(gone);
    assertThat(ManifestDiff.between(List.of(same), List.of(same)).isEmpty()).isTrue();
    assertThat(ManifestDiff.between(List.of(), List.of(same)).added()).containsExactly(same);
    assertThat(ManifestDiff.between(List.of(same), List.of()).removed()).containsExactly(same);
  }

  @Test
  void theOrderOfEntriesIsThatOfTheirBytes() {
    List<String> names = List.of("Z", "a", "a/b", "a0", "é", "\uFB01", "😀");
    List<Entry> entries = names.stream().map(name -> entry("lib", name, 1)).toList();
    List<Entry> shuffled = new ArrayList<>(entries);
    java.util.Collections.shuffle(shuffled, new Random(5));

    shuffled.sort(Entry.ORDER);

    assertThat(shuffled).isEqualTo(entries);
  }

  @Test
  void thePolicyTakesWaitsOrRefuses() {
    Entry small = entry("lib", "a.zip", 1);
    Entry large = entry("lib", "b.zip", 100_000);
    Entry code = entry("lib", "c.JAR", 3);
    Manifest manifest = Manifests.first(small, large, code);
    AcceptPolicy careful = new AcceptPolicy(Mode.AUTO, Map.of(), 50_000, Set.of("jar"));

    assertThat(careful.select(manifest, Set.of()))
        .isEqualTo(new Selection(List.of(small), List.of(large), List.of(code)));
    assertThat(careful.select(manifest, Set.of(large.root(), code.root())))
        .isEqualTo(new Selection(List.of(small, large), List.of(), List.of(code)));
    assertThat(AcceptPolicy.of(Mode.ASK).select(manifest, Set.of(small.root())))
        .isEqualTo(new Selection(List.of(small), List.of(large, code), List.of()));
    assertThat(AcceptPolicy.of(AcceptPolicy.Mode.AUTO).select(manifest, Set.of()).wanted())
        .hasSize(3);
    assertThat(
            new AcceptPolicy(Mode.AUTO, Map.of(A, Mode.NEVER), 9, Set.of())
                .select(manifest, Set.of(small.root()))
                .refused())
        .hasSize(3);
  }

  @Test
  void eachMissingArchiveHasExactlyOneSource() {
    Random random = new Random(11);
    Map<Root, Long> wanted = new HashMap<>();
    Map<MemberKey, Set<Root>> offers = new HashMap<>();
    Map<MemberKey, Long> links = new HashMap<>();
    for (int member = 1; member <= 5; member++) {
      MemberKey key = Manifests.identity(member).key();
      Set<Root> roots = new java.util.HashSet<>();
      for (int i = 0; i < 200; i++) {
        if (random.nextInt(3) == 0) {
          roots.add(root(i));
        }
        wanted.put(root(i), 1L + random.nextInt(1_000_000));
      }
      offers.put(key, roots);
      links.put(key, 0L);
    }

    NeedPlan plan = NeedPlan.of(new Question(wanted, Set.of(), Map.of(), offers, links));

    List<Root> all = new ArrayList<>(plan.unreachable());
    plan.from()
        .forEach((member, roots) -> {
          assertThat(offers.get(member)).containsAll(roots);
          all.addAll(roots);
        });
    assertThat(all).doesNotHaveDuplicates().hasSameElementsAs(wanted.keySet());
    assertThat(NeedPlan.of(new Question(wanted, Set.of(), Map.of(), offers, links)))
        .isEqualTo(plan);
    assertThat(plan.from().values().stream().map(roots -> bytes(roots, wanted)))
        .allSatisfy(
            bytes -> assertThat(bytes).isBetween(share(plan, wanted) / 2, share(plan, wanted) * 2));
  }

  @Test
  void theLeastLoadedSourceIsTakenAndOnlyLinksThatAreUp() {
    Map<Root, Long> wanted = Map.of(root(1), 100L, root(2), 100L, root(3), 1L);
    Map<MemberKey, Set<Root>> offers =
        Map.of(A, Set.of(root(1), root(2)), B, Set.of(root(1), root(2), root(3)));

    NeedPlan busyA =
        NeedPlan.of(new Question(wanted, Set.of(), Map.of(), offers, Map.of(A, 500L, B, 0L)));
    NeedPlan onlyA = NeedPlan.of(new Question(wanted, Set.of(), Map.of(), offers, Map.of(A, 500L)));
    NeedPlan even =
        NeedPlan.of(new Question(wanted, Set.of(), Map.of(), offers, Map.of(A, 0L, B, 0L)));

    assertThat(busyA.from()).containsOnlyKeys(B);
    assertThat(onlyA.from().get(A)).containsExactlyInAnyOrder(root(1), root(2));
    assertThat(onlyA.unreachable()).containsExactly(root(3));
    assertThat(even.from().get(A)).hasSize(1);
    assertThat(even.from().get(B)).hasSize(2).startsWith(root(3));
  }

  @Test
  void whatIsHereOrUnderWayIsNotAskedForAgainUntilItsLinkIsGone() {
    Map<Root, Long> wanted = Map.of(root(1), 1L, root(2), 1L);
    Map<MemberKey, Set<Root>> offers = Map.of(A, Set.of(root(1), root(2)), B, Set.of(root(2)));

    NeedPlan up =
        NeedPlan.of(
            new Question(
                wanted, Set.of(root(1)), Map.of(root(2), B), offers, Map.of(A, 0L, B, 1L)));
    NeedPlan down =
        NeedPlan.of(
            new Question(wanted, Set.of(root(1)), Map.of(root(2), B), offers, Map.of(A, 0L)));

    assertThat(up.from()).isEmpty();
    assertThat(up.unreachable()).isEmpty();
    assertThat(down.from()).isEqualTo(Map.of(A, List.of(root(2))));
  }

  private static long bytes(List<Root> roots, Map<Root, Long> wanted) {
    return roots.stream().mapToLong(one -> wanted.getOrDefault(one, 0L)).sum();
  }

  private static long share(NeedPlan plan, Map<Root, Long> wanted) {
    return plan.from().values().stream().mapToLong(roots -> bytes(roots, wanted)).sum()
        / plan.from().size();
  }
}
