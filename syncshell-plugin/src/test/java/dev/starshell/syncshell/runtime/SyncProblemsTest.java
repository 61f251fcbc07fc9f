package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.LibrariesView.Problem;
import dev.starshell.syncshell.crypto.MemberKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyncProblemsTest {
  private static final MemberKey BOB = MemberKey.of(key());
  private static final Problem FIRST = new Problem("CONFLICT", "Bob: a", "first");
  private static final Problem SECOND = new Problem("CONFLICT", "Bob: b", "second");
  private static final Problem OTHER = new Problem("DISK_FULL", "Bob: a", "other");

  private static byte[] key() {
    byte[] key = new byte[32];
    key[0] = 2;
    return key;
  }

  private final SyncProblems problems = new SyncProblems();

  @Test
  void aProblemIsNewOnce() {
    assertThat(problems.installed(BOB, List.of(FIRST))).containsExactly(FIRST);
    assertThat(problems.installed(BOB, List.of(FIRST, SECOND))).containsExactly(SECOND);
  }

  @Test
  void whatSomePlacesMetTakesThePlaceOfWhatTheyMetBefore() {
    problems.installed(BOB, List.of(FIRST, SECOND));

    List<Problem> fresh = problems.installed(BOB, Set.of("Bob: a"), List.of(OTHER));

    assertThat(fresh).containsExactly(OTHER);
    assertThat(problems.all()).containsExactly(SECOND, OTHER);
  }

  @Test
  void aPlaceThatIsFineNowHasNoProblem() {
    problems.installed(BOB, List.of(FIRST, SECOND));

    assertThat(problems.installed(BOB, Set.of("Bob: a"), List.of())).isEmpty();

    assertThat(problems.all()).containsExactly(SECOND);
  }
}
