package dev.starshell.harness.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A folder with host processes in it. Closing it ends the processes it started, and no others; so
/// does the end of this program, however it comes, except by force.
///
/// Thread: one.
public final class HostLab implements AutoCloseable {
  private final Installation installation;
  private final Path folder;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Thread hook;

  /// A lab in a folder that exists.
  public HostLab(Installation installation, Path folder) {
    this.installation = installation;
    this.folder = folder.toAbsolutePath().normalize();
    this.hook = new Thread(this::endAll, "lab-hook");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Starts a host for one member and waits until it answers.
  ///
  /// @param name of the member, its home folder and its log
  /// @param change of the settings it starts with
  public Member start(String name, UnaryOperator<MemberSettings> change)
      throws IOException, InterruptedException {
    return startUnder(List.of(), name, change);
  }

  /// Starts a host by way of another program, such as one that takes rights away.
  ///
  /// @param wrapper the program and its words; empty for none
  public Member startUnder(List<String> wrapper, String name, UnaryOperator<MemberSettings> change)
      throws IOException, InterruptedException {
    Member member = launch(wrapper, name, change);
    member.process().awaitReady();
    return member;
  }

  /// Starts several hosts at once with the usual settings.
  public List<Member> startAll(String... names) throws IOException, InterruptedException {
    for (String name : names) {
      launch(List.of(), name, UnaryOperator.identity());
    }
    List<Member> started = Stream.of(names).map(this::member).toList();
    for (Member member : started) {
      member.process().awaitReady();
    }
    return started;
  }

  /// Starts a host by way of another program and returns at once; see [HostProcess#awaitReady].
  public Member launch(List<String> wrapper, String name, UnaryOperator<MemberSettings> change)
      throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    MemberSettings settings = change.apply(MemberSettings.of(name, freePort()));
    HostProcess process =
        HostProcess.start(
            wrapper, installation, folder.resolve(name), logs.resolve(name + ".log"), settings);
    Member member = new Member(name, process);
    synchronized (members) {
      members.put(name, member);
    }
    return member;
  }

  /// A member that was started here.
  public Member member(String name) {
    synchronized (members) {
      Member member = members.get(name);
      if (member == null) {
        throw new IllegalArgumentException("no member " + name + " in " + members.keySet());
      }
      return member;
    }
  }

  /// All members, in the order they were started.
  public List<Member> members() {
    synchronized (members) {
      return List.copyOf(members.values());
    }
  }

  /// The lab's folder; homes and logs are in it.
  public Path folder() {
    return folder;
  }

  /// A lab in a folder inside of this one's.
  public HostLab inside(String name) throws IOException {
    return new HostLab(installation, Files.createDirectories(folder.resolve(name)));
  }

  /// A port that nobody listens on at this moment.
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// The last lines of every log.
  public String logTails(int lines) {
    StringBuilder tails = new StringBuilder();
    for (Member member : members()) {
      try {
        tails.append(member.process().logTail(lines));
      } catch (IOException e) {
        tails.append("  (log of ").append(member.name()).append(" not readable: ").append(e);
        tails.append(")\n");
      }
    }
    return tails.toString();
  }

  /// Deletes a folder with all that is in it; links are removed, not followed.
  public static void deleteTree(Path top) throws IOException {
    if (Files.notExists(top)) {
      return;
    }
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void endAll() {
    members().forEach(member -> member.process().endNow());
  }

  /// Ends the hosts, all at once.
  @Override
  public void close() {
    endAll();
    members().forEach(member -> member.process().close());
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program is ending: the hook runs and finds nothing left to do.
    }
  }
}
