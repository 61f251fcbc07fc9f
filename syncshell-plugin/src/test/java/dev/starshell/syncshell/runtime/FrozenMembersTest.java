package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.manifest.Equivocation;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FrozenMembersTest {
  private static final Bytes FIRST = Bytes.copyOf(new byte[] {1});
  private static final Bytes SECOND = Bytes.copyOf(new byte[] {2});

  private final MemoryRecords kept = new MemoryRecords();
  private final Journal journal = kept.journal;

  @Test
  void bothManifestsAreKeptWhileTheMemberIsFrozenAndGoWithIt() throws IOException {
    MemberKey ada = frozen(1);

    assertThat(FrozenMembers.has(journal, ada)).isTrue();
    assertThat(FrozenMembers.proof(journal, ada)).contains(new Equivocation(FIRST, SECOND));

    FrozenMembers.forget(journal, ada);

    assertThat(FrozenMembers.has(journal, ada)).isFalse();
    assertThat(FrozenMembers.proof(journal, ada)).isEmpty();
  }

  @Test
  void beyondTheProofsThatFitMembersAreFrozenAllTheSame() throws IOException {
    for (int i = 1; i <= FrozenMembers.PROOFS_MAX; i++) {
      assertThat(FrozenMembers.proof(journal, frozen(i))).isPresent();
    }

    MemberKey one = frozen(FrozenMembers.PROOFS_MAX + 1);
    assertThat(FrozenMembers.has(journal, one)).isTrue();
    assertThat(FrozenMembers.proof(journal, one)).isEmpty();

    FrozenMembers.forget(journal, LogOfOne.key(1));
    FrozenMembers.forget(journal, one);
    assertThat(FrozenMembers.proof(journal, frozen(FrozenMembers.PROOFS_MAX + 2))).isPresent();
  }

  @Test
  void whoHasGoneWhileThisHostWasAwayLeavesNothingBehind() throws IOException {
    MemberKey ada = frozen(1);
    MemberKey bob = frozen(2);

    FrozenMembers.retain(journal, Set.of(bob));

    assertThat(FrozenMembers.has(journal, ada)).isFalse();
    assertThat(FrozenMembers.has(journal, bob)).isTrue();
    FrozenMembers.retain(journal, Set.of());
    assertThat(kept.records.values()).containsExactly(Bytes.EMPTY);
  }

  @Test
  void whatACrashLeavesOfItIsFoundAndCompletedTheNextTime() throws IOException {
    MemberKey ada = LogOfOne.key(1);
    for (int puts = 0; puts < 3; puts++) {
      kept.records.clear();
      kept.putsLeft.set(puts);
      assertThatThrownBy(() -> frozen(1)).isInstanceOf(IOException.class);
      kept.putsLeft.set(Integer.MAX_VALUE);
      Map<String, Bytes> left = Map.copyOf(kept.records);

      FrozenMembers.retain(journal, Set.of());
      assertThat(kept.records.values()).allMatch(Bytes.EMPTY::equals);

      kept.records.clear();
      kept.records.putAll(left);
      frozen(1);
      assertThat(FrozenMembers.has(journal, ada)).isTrue();
      assertThat(FrozenMembers.proof(journal, ada)).contains(new Equivocation(FIRST, SECOND));
    }
  }

  private MemberKey frozen(int number) throws IOException {
    MemberKey member = LogOfOne.key(number);
    kept.manifests.put(member, FIRST);
    FrozenMembers.add(journal, member, SECOND);
    return member;
  }
}
