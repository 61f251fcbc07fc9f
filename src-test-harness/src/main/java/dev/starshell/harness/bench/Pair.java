package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Two members of one shell: one shares, one receives.
///
/// @param sender creates the shell and shares
/// @param receiver joins
/// @param code the receiver's invite
record Pair(Member sender, Member receiver, String code) {
  static final String LIBRARY = "bench";

  /// Starts both; the receiver has not joined yet.
  static Pair start(HostLab lab, UnaryOperator<MemberSettings> change)
      throws IOException, InterruptedException {
    Member sender = lab.start("sender", change);
    Member receiver = lab.start("receiver", change);
    sender.create("Bench");
    return new Pair(sender, receiver, sender.invite());
  }

  /// Shares a folder and waits until it is scanned.
  ///
  /// @return seconds it took
  double share(Path folder, Duration deadline) throws IOException, InterruptedException {
    return share(folder, LIBRARY, deadline);
  }

  /// Shares a folder as a library of another name than the usual one.
  double share(Path folder, String library, Duration deadline)
      throws IOException, InterruptedException {
    long bytes = TreeCheck.sizes(folder).values().stream().mapToLong(Long::longValue).sum();
    long from = System.nanoTime();
    sender.share(folder, library);
    sender.await("scan of " + folder, deadline, member -> isScanned(member, library, bytes));
    return seconds(from);
  }

  private static boolean isScanned(Member member, String name, long bytes) throws IOException {
    if (member.status().scanning()) {
      return false;
    }
    for (var library : member.run("sync libraries").data().path("libraries")) {
      if (library.path("name").asText().equals(name)) {
        return library.path("bytes").asLong() == bytes;
      }
    }
    return false;
  }

  void join() throws IOException, InterruptedException {
    receiver.join(code);
  }

  /// Waits until the receiver has every file of a folder in its size.
  void awaitCopy(Path folder, Duration deadline) throws IOException, InterruptedException {
    awaitCopy(folder, LIBRARY, deadline);
  }

  void awaitCopy(Path folder, String library, Duration deadline)
      throws IOException, InterruptedException {
    Map<String, Long> wanted = TreeCheck.sizes(folder);
    receiver.await(
        wanted.size() + " files of " + folder,
        deadline,
        member ->
            member.status().inSync()
                && TreeCheck.sizes(member.installed(sender.name(), library)).equals(wanted));
  }

  /// Hashes every file on both sides.
  void requireSame(Path folder) throws IOException {
    var result = TreeCheck.compare(folder, receiver.installed(sender.name(), LIBRARY));
    if (!result.differences().isEmpty()) {
      throw new IOException(
          result.differences().size() + " files differ: " + result.differences().getFirst());
    }
  }

  /// What both ends have counted.
  Traffic traffic() throws IOException {
    return sender.status().traffic().plus(receiver.status().traffic());
  }

  static double seconds(long fromNanos) {
    return (System.nanoTime() - fromNanos) / 1e9;
  }
}
