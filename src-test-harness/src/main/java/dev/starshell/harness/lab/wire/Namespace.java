package dev.starshell.harness.lab.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/// A network namespace of this machine, with its own devices, addresses and ports.
///
/// @param name as `ip netns` lists it
public record Namespace(String name) {
  private static final Path FOLDER = Path.of("/run/netns");
  private static final AtomicInteger NEXT = new AtomicInteger();

  /// Why this machine, or this user on it, cannot have namespaces with TUN devices; empty if it
  /// can.
  public static Optional<String> obstacle() throws InterruptedException {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
      return Optional.of("network namespaces need Linux");
    }
    if (!Files.isWritable(Path.of("/dev/net/tun"))) {
      return Optional.of("no right to open /dev/net/tun, or it is not there");
    }
    try {
      Namespace probe = add("probe");
      try {
        probe.inside(() -> TunDevice.open("probe0").closed());
      } finally {
        probe.delete();
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no right to make network namespaces: " + e.getMessage());
    }
  }

  /// Makes a namespace; its name has the process id and the word in it.
  public static Namespace add(String word) throws IOException, InterruptedException {
    Namespace made =
        new Namespace(
            "starshell-"
                + ProcessHandle.current().pid()
                + "-"
                + NEXT.incrementAndGet()
                + "-"
                + word.toLowerCase(Locale.ROOT));
    IpTool.run("netns add " + made.name());
    return made;
  }

  /// Runs `ip` in the namespace.
  void ip(String words) throws IOException, InterruptedException {
    IpTool.run("-n " + name + " " + words);
  }

  /// What to put in front of a program so that it runs here; it becomes that program.
  public List<String> wrapper() {
    return List.of("ip", "netns", "exec", name);
  }

  /// Runs a task on a thread of its own that is in this namespace: sockets and devices it opens
  /// belong there for good.
  ///
  /// @throws IOException if the task or the way there failed
  public <T> T inside(Callable<T> task) throws IOException, InterruptedException {
    FutureTask<T> run = new FutureTask<>(() -> entered(task));
    Thread.ofPlatform().name("in-" + name).start(run);
    try {
      return run.get();
    } catch (ExecutionException | CancellationException e) {
      throw new IOException("in " + name + ": " + e.getMessage(), e);
    }
  }

  private <T> T entered(Callable<T> task) throws Exception {
    try (Posix posix = new Posix()) {
      int descriptor = posix.open(FOLDER.resolve(name).toString(), 0);
      try {
        posix.enterNamespace(descriptor);
      } finally {
        posix.close(descriptor);
      }
    }
    return task.call();
  }

  /// Deletes it. What runs in it goes on, without a name for where it is.
  public void delete() throws IOException, InterruptedException {
    IpTool.run("netns del " + name);
  }
}
