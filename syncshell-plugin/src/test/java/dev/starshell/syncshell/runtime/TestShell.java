package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.StatusView;
import dev.starshell.syncshell.recovery.WakeCause;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/// A shell of a few members in one process. The first owns it.
final class TestShell implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration STILL = Duration.ofMillis(300);

  final MemoryNet net = new MemoryNet();
  final MemoryRelay relay = new MemoryRelay();
  final List<TestMember> members = new ArrayList<>();

  TestShell(Path temp, String... names) throws IOException {
    for (int i = 0; i < names.length; i++) {
      members.add(new TestMember(names[i], 100 + i, temp.resolve(names[i]), net, relay));
    }
  }

  TestMember member(int index) {
    return members.get(index);
  }

  /// Opens all, founds the shell and lets everybody in.
  TestShell begin() throws IOException {
    for (TestMember member : members) {
      member.open();
    }
    ok(member(0).control().create("Raid night"));
    for (TestMember member : members.subList(1, members.size())) {
      String code =
          ok(member(0).control().people().invite(InviteWish.plain(1, Duration.ofHours(1)))).code();
      ok(member.control().join(code));
    }
    awaitLinks();
    return this;
  }

  void awaitLinks() {
    until(() ->
        members.stream()
            .allMatch(member -> member.control().status().links() == members.size() - 1));
  }

  /// Waits until nobody has anything left to do.
  void awaitSync() {
    until(this::isInSync);
  }

  boolean isInSync() {
    int others = members.size() - 1;
    for (TestMember member : members) {
      StatusView status = member.control().status();
      if (!status.inSync() || status.links() != others) {
        return false;
      }
    }
    // Heads that are on their way between two members belong to neither.
    return members.stream()
        .allMatch(owner ->
            members.stream()
                .filter(other -> other != owner)
                .allMatch(other -> sequence(owner, owner) == sequence(other, owner)));
  }

  private static long sequence(TestMember asked, TestMember owner) {
    return asked
        .runtime()
        .frame()
        .loop()
        .ask(() ->
            asked == owner
                ? asked.runtime().sync().ownHead().sequence()
                : asked
                    .runtime()
                    .sync()
                    .catalog()
                    .manifest(owner.key())
                    .map(known -> known.manifest().sequence())
                    .orElse(0L));
  }

  /// Waits until a member gets no more bytes: their count stays what it is for a while.
  void awaitStill(TestMember member) {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .pollDelay(Duration.ZERO)
        .during(STILL)
        .until(() -> {
          long now = counts(member).contentBytesReceived();
          return last.getAndSet(now) == now;
        });
  }

  /// Cuts all rests short.
  void nudge() {
    members.forEach(member -> {
      ShellRuntime runtime = member.runtime();
      runtime.frame().loop().post(() -> runtime.links().wake(WakeCause.USER));
    });
  }

  static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsMatching(TestShell::isGone)
        .until(condition);
  }

  /// A file that is listed may be gone before it is read: then one looks again.
  private static boolean isGone(Throwable failure) {
    return failure instanceof NoSuchFileException
        || failure.getCause() instanceof NoSuchFileException;
  }

  static <T> T ok(Answer<T> answer) {
    return switch (answer) {
      case Answer.Ok<T> good -> good.value();
      case Answer.No<T> bad -> throw new AssertionError(bad.code() + ": " + bad.sentence());
    };
  }

  static StatusView.Counts counts(TestMember member) {
    return member.control().status().counts();
  }

  @Override
  public void close() throws IOException {
    for (TestMember member : members) {
      member.close();
    }
    relay.close();
  }
}
