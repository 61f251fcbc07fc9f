package dev.starshell.harness.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A member of a shell: what a player would type, as methods.
///
/// @param name how others see it
/// @param process its host
public record Member(String name, HostProcess process) {
  private static final int POLL_MILLIS = 200;
  private static final Duration JOIN_MAX = Duration.ofSeconds(30);

  /// On a busy machine the answer may take longer than the command waits. It comes by itself.
  private static final Set<String> PENDING = Set.of("JOIN_PENDING", "RELAY_UNREACHABLE");

  /// Runs one command line that must work.
  public BridgeReply run(String line) throws IOException {
    return process.bridge().require(line);
  }

  /// Creates a shell.
  public void create(String shell) throws IOException {
    run("sync create " + quoted(shell));
  }

  /// Makes an invite for one member.
  ///
  /// @return the code, a secret
  public String invite() throws IOException {
    String code = run("sync invite").data().path("code").asText("");
    if (code.isEmpty()) {
      throw new IOException(name + ": the reply to \"sync invite\" has no code");
    }
    return code;
  }

  /// Joins by a code, which travels as input and never as a word.
  ///
  /// @throws IOException if it is refused, or nobody has answered within 30 seconds
  public void join(String code) throws IOException, InterruptedException {
    BridgeReply reply = process.bridge().call("sync join", code);
    if (reply.ok()) {
      return;
    }
    if (!PENDING.contains(reply.code())) {
      throw new CommandRefusedException(name, "sync join", reply);
    }
    await("let in", JOIN_MAX, member -> !member.role().equals("joining"));
    if (role().equals("none")) {
      throw new IOException(name + " was not let in: " + reply.sentence());
    }
  }

  /// Its role in the current shell: `owner`, `admin`, `member`, `guest`, `joining` or `none`.
  public String role() throws IOException {
    return run("sync status").data().path("role").asText();
  }

  /// Shares a folder.
  public void share(Path folder, String library) throws IOException {
    run("sync share " + quoted(folder.toString()) + " --as " + quoted(library));
  }

  /// Reads `sync status`.
  public MemberStatus status() throws IOException {
    return MemberStatus.of(run("sync status").data());
  }

  /// Reads `sync transfers`.
  public List<Lane> lanes() throws IOException {
    List<Lane> lanes = new ArrayList<>();
    for (JsonNode node : run("sync transfers").data().path("transfers")) {
      lanes.add(Lane.of(name, node));
    }
    return lanes;
  }

  /// Reads the problems that `sync libraries` lists.
  ///
  /// @return a line each: code, place, sentence
  public List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    for (JsonNode node : run("sync libraries").data().path("problems")) {
      problems.add(
          node.path("code").asText()
              + " "
              + node.path("where").asText()
              + ": "
              + node.path("sentence").asText());
    }
    return problems;
  }

  /// How many archives of one library of another member are listed as received.
  public long receivedArchives(String owner, String library) throws IOException {
    for (JsonNode node : run("sync libraries").data().path("received")) {
      if (node.path("member").asText().equals(owner)
          && node.path("library").asText().equals(library)) {
        return node.path("archives").asLong();
      }
    }
    return 0;
  }

  /// Where archives of another member's library appear: by shell, member and library. The lab's
  /// members are in one shell each, so that the first folder found is the right one.
  public Path installed(String owner, String library) throws IOException {
    Path mods = process.home().resolve("mods");
    Path inShell = Path.of(owner, library);
    if (Files.isDirectory(mods)) {
      try (Stream<Path> shells = Files.list(mods)) {
        for (Path shell : shells.filter(Files::isDirectory).sorted().toList()) {
          if (Files.isDirectory(shell.resolve(inShell))) {
            return shell.resolve(inShell);
          }
        }
      }
    }
    return mods.resolve(inShell);
  }

  /// Waits for something that is asked again and again.
  ///
  /// @throws IOException if it does not come true in time; names what and how the log ends
  public void await(String what, Duration deadline, Question question)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (!question.isTrue(this)) {
      if (!process.isAlive()) {
        throw new IOException(
            "host " + name + " ended while waiting for: " + what + "\n" + process.logTail(20));
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            name
                + ": not within "
                + deadline.toSeconds()
                + " s: "
                + what
                + "\n"
                + process.logTail(20));
      }
      Pause.millis(POLL_MILLIS);
    }
  }

  /// Something that will be so.
  @FunctionalInterface
  public interface Question {
    /// Whether it is so by now.
    boolean isTrue(Member member) throws IOException;
  }

  private static String quoted(String word) {
    String quote = word.indexOf('"') < 0 ? "\"" : "'";
    return quote + word + quote;
  }
}
