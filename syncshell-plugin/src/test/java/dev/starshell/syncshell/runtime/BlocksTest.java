package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BlocksTest {
  private static final MemberKey ADA = LogOfOne.key(1);
  private static final MemberKey BOB = LogOfOne.key(2);

  private final MemoryRecords kept = new MemoryRecords();
  private final ShellLoop loop = new ShellLoop("test", () -> {});
  private final Facts facts = new Facts(kept.journal, loop, _ -> {}, () -> {});
  private final HomePeople people = new HomePeople();
  private final Blocks blocks = new Blocks(facts, people);

  @BeforeEach
  void begin() {
    loop.start();
  }

  @AfterEach
  void end() {
    loop.close();
    facts.close();
  }

  @Test
  void twoBlockedAtOnceAreBothBlockedAlsoAfterARestart() throws Exception {
    CompletableFuture<Optional<IOException>> second = new CompletableFuture<>();
    loop.ask(() -> {
      blocks.change(ADA, true, _ -> {});
      blocks.change(BOB, true, second::complete);
      return true;
    });

    assertThat(second.get(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(loop.ask(blocks::all)).containsExactlyInAnyOrder(ADA, BOB);
    assertThat(restarted().all()).containsExactlyInAnyOrder(ADA, BOB);
  }

  @Test
  void whoIsUnblockedIsSoAfterARestart() throws Exception {
    change(ADA, true);
    change(BOB, true);
    change(ADA, false);

    assertThat(restarted().all()).containsExactly(BOB);
  }

  @Test
  void aBlockThatCannotBeKeptIsUndoneAndTold() throws Exception {
    change(ADA, true);
    kept.broken = true;

    assertThat(change(BOB, true)).isPresent();
    assertThat(change(ADA, false)).isPresent();

    assertThat(loop.ask(blocks::all)).containsExactly(ADA);
    kept.broken = false;
    assertThat(restarted().has(ADA)).isTrue();
  }

  private Optional<IOException> change(MemberKey member, boolean isBlocked) throws Exception {
    CompletableFuture<Optional<IOException>> done = new CompletableFuture<>();
    loop.post(() -> blocks.change(member, isBlocked, done::complete));
    return done.get(10, TimeUnit.SECONDS);
  }

  private Blocks restarted() throws IOException {
    HomePeople again = new HomePeople();
    again.load(kept.journal);
    return new Blocks(facts, again);
  }
}
