package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.trust.KnownKey;
import dev.starshell.syncshell.trust.KnownKeys;
import dev.starshell.syncshell.trust.KnownKeysCodec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two shells of one home, each with its own loop and thread of facts.
final class HomePeopleTest {
  private static final MemberKey ADA = LogOfOne.key(1);
  private static final MemberKey BOB = LogOfOne.key(2);

  private final MemoryRecords kept = new MemoryRecords();
  private final HomePeople people = new HomePeople();
  private final ShellLoop loop = new ShellLoop("one", () -> {});
  private final ShellLoop otherLoop = new ShellLoop("other", () -> {});
  private final Facts facts = new Facts(kept.inSlot(1), loop, _ -> {}, () -> {});
  private final Facts otherFacts = new Facts(kept.inSlot(2), otherLoop, _ -> {}, () -> {});

  @BeforeEach
  void begin() throws IOException {
    people.load(kept.journal);
    loop.start();
    otherLoop.start();
  }

  @AfterEach
  void end() {
    loop.close();
    otherLoop.close();
    facts.close();
    otherFacts.close();
  }

  @Test
  void whoIsBlockedInOneShellIsBlockedInAllAndAllAreTold() throws Exception {
    AtomicInteger told = new AtomicInteger();
    people.tell(told::incrementAndGet);
    Blocks other = new Blocks(otherFacts, people);

    change(new Blocks(facts, people), ADA);

    assertThat(other.has(ADA)).isTrue();
    assertThat(told).hasValue(1);
    assertThat(restarted().blocked().now()).containsExactly(ADA);
  }

  @Test
  void twoShellsThatBlockAtOnceLoseNeither() throws Exception {
    for (int round = 0; round < 50; round++) {
      MemberKey one = LogOfOne.key(10 + round);
      MemberKey two = LogOfOne.key(70 + round);
      CompletableFuture<Optional<IOException>> first = new CompletableFuture<>();
      CompletableFuture<Optional<IOException>> second = new CompletableFuture<>();
      loop.post(() -> new Blocks(facts, people).change(one, true, first::complete));
      otherLoop.post(() -> new Blocks(otherFacts, people).change(two, true, second::complete));
      first.get(10, TimeUnit.SECONDS);
      second.get(10, TimeUnit.SECONDS);

      assertThat(restarted().blocked().now()).contains(one, two).hasSize(2 * (round + 1));
    }
  }

  @Test
  void whatEachShellHasKeptForItselfIsTakenOverOnce() throws IOException {
    MemoryRecords old = new MemoryRecords();
    old.inSlot(1).put("blocked", KeyList.write(List.of(ADA)));
    old.inSlot(2).put("blocked", KeyList.write(List.of(BOB)));
    old.inSlot(2).put(KnownMembers.RECORD, KnownKeysCodec.write(known(BOB, "Bob", 7)));
    HomePeople home = new HomePeople();

    home.load(old.journal);

    assertThat(home.blocked().now()).containsExactlyInAnyOrder(ADA, BOB);
    assertThat(home.verified().now().find(BOB).map(KnownKey::verifiedSeconds)).contains(7L);
    old.journal.put("blocked", Bytes.EMPTY);
    HomePeople again = new HomePeople();
    again.load(old.journal);
    assertThat(again.blocked().now()).isEmpty();
    assertThat(again.verified().now()).isEqualTo(home.verified().now());
  }

  @Test
  void aDamagedRecordOfTheHomeIsMadeAnewFromWhatTheShellsHave() throws IOException {
    kept.inSlot(1).put(KnownMembers.RECORD, KnownKeysCodec.write(known(BOB, "Bob", 7)));
    kept.inSlot(1).put("blocked", KeyList.write(List.of(ADA)));
    kept.journal.put("verified", Bytes.copyOf(new byte[] {1, 2, 3}));

    HomePeople home = restarted();

    assertThat(home.verified().now().find(BOB).map(KnownKey::isVerified)).contains(true);
    assertThat(home.blocked().now()).as("unblocked since").isEmpty();
  }

  private static KnownKeys known(MemberKey key, String name, long seconds) {
    return KnownKeys.NONE
        .meet(Map.of(key, new DisplayName(name)))
        .known()
        .verify(key, new DisplayName(name), seconds);
  }

  private void change(Blocks blocks, MemberKey member) throws Exception {
    CompletableFuture<Optional<IOException>> done = new CompletableFuture<>();
    loop.post(() -> blocks.change(member, true, done::complete));
    assertThat(done.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  private HomePeople restarted() throws IOException {
    HomePeople again = new HomePeople();
    again.load(kept.journal);
    return again;
  }
}
