package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import dev.starshell.harness.lab.wire.Namespace;
import dev.starshell.harness.lab.wire.Shuttle;
import dev.starshell.harness.lab.wire.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Machines that are network namespaces, links between each two of them, and hosts that run in
/// them. Closing it ends the hosts and deletes the namespaces; so does the end of this program,
/// except by force.
///
/// Thread: one; links any.
public final class Lab implements AutoCloseable {
  /// Every machine's address begins so.
  private static final String NETWORK = "10.79.0.";

  /// What others see of a machine behind a router begins so.
  private static final String OUTSIDE = "10.79.1.";

  private final HostLab hosts;
  private final long seed;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Shuttle shuttle = new Shuttle();
  private final Map<String, Machine> machines = new LinkedHashMap<>();
  private final Map<String, LabLink> links = new LinkedHashMap<>();
  private final Thread hook;
  private int addresses;

  /// A machine, by its place in the shuttle.
  private record Machine(Namespace namespace, int place, String address) {}

  /// @param folder that exists; homes and logs are made in it
  /// @param seed of all links
  public Lab(Installation installation, Path folder, long seed) {
    this.hosts = new HostLab(installation, folder);
    this.seed = seed;
    this.hook = new Thread(this::deleteNamespaces, "lab-namespaces");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Why there can be no lab here; empty if there can.
  public static Optional<String> obstacle() throws InterruptedException {
    return Namespace.obstacle();
  }

  /// Adds a machine without anything on it.
  public void machine(String name) throws IOException, InterruptedException {
    Namespace namespace = Namespace.add(name);
    String address = nextAddress();
    synchronized (machines) {
      // Known before it works, so that it is deleted in any case.
      machines.put(name, new Machine(namespace, machines.size(), address));
    }
    shuttle.plug(namespace, address);
  }

  /// The link between two machines. All links are there from the start and do nothing to packets.
  public LabLink link(String one, String other) {
    boolean isInOrder = one.compareTo(other) < 0;
    String key = isInOrder ? one + " " + other : other + " " + one;
    return links.computeIfAbsent(
        key,
        missing -> {
          Machine from = find(isInOrder ? one : other);
          Machine to = find(isInOrder ? other : one);
          return new LabLink(
              shuttle.cable(from.place(), to.place(), shape -> shape.seed(seed)), seed);
        });
  }

  /// All links of a machine, as if its one cable was meant.
  public List<LabLink> linksOf(String name) {
    List<LabLink> all = new ArrayList<>();
    for (String other : List.copyOf(machines.keySet())) {
      if (!other.equals(name)) {
        all.add(link(name, other));
      }
    }
    return all;
  }

  /// Has hosts that are started from now on run with a system property of Java.
  public void property(String name, String value) {
    properties.put(name, value);
  }

  /// Starts a host on the machine of its name and returns at once; its relay can be reached there.
  public Member launch(String name, UnaryOperator<MemberSettings> change) throws IOException {
    String address = address(name);
    return hosts.launch(
        wrapper(name), name, settings -> change.apply(settings.withRelayAt(address)));
  }

  /// What to put in front of a program so that it runs on a machine.
  List<String> wrapper(String name) {
    List<String> words = new ArrayList<>(find(name).namespace().wrapper());
    if (!properties.isEmpty()) {
      StringBuilder options = new StringBuilder("JDK_JAVA_OPTIONS=");
      properties.forEach(
          (key, value) -> options.append(String.format(Locale.ROOT, "-D%s=%s ", key, value)));
      words.addAll(List.of("env", options.toString().strip()));
    }
    return words;
  }

  /// The namespace of a machine.
  Namespace namespace(String name) {
    return find(name).namespace();
  }

  /// The address of a machine.
  public String address(String name) {
    return find(name).address();
  }

  /// Puts a router before a machine with a symmetric NAT (RFC 4787): members behind two of them
  /// need a TURN server. TCP is not translated.
  public void hide(String name) {
    Machine machine = find(name);
    shuttle.hide(machine.place(), machine.address(), OUTSIDE + (machine.place() + 1));
  }

  /// Packets that the router before a machine did not let through.
  public long refused(String name) {
    return shuttle.refused(find(name).place());
  }

  /// Gives a machine another address; the old one is gone.
  public void readdress(String name) throws IOException, InterruptedException {
    Machine machine = find(name);
    String after = nextAddress();
    shuttle.readdress(machine.place(), machine.address(), after);
    synchronized (machines) {
      machines.put(name, new Machine(machine.namespace(), machine.place(), after));
    }
  }

  /// Halts a host where it stands.
  public void pause(String name) throws IOException {
    Signals.pause(hosts.member(name).process().pid());
  }

  /// Lets a halted host go on.
  public void resume(String name) throws IOException {
    Signals.resume(hosts.member(name).process().pid());
  }

  /// Ends a host as `kill -9` does.
  public void kill9(String name) throws InterruptedException {
    hosts.member(name).process().kill();
  }

  /// Starts a host that was ended again, and waits until it answers.
  public void restart(String name) throws IOException, InterruptedException {
    hosts.member(name).process().restart();
  }

  /// The hosts.
  public HostLab hosts() {
    return hosts;
  }

  /// What carries the packets.
  public Shuttle shuttle() {
    return shuttle;
  }

  private String nextAddress() {
    return NETWORK + ++addresses;
  }

  private Machine find(String name) {
    synchronized (machines) {
      Machine machine = machines.get(name);
      if (machine == null) {
        throw new IllegalArgumentException("no machine " + name + " in " + machines.keySet());
      }
      return machine;
    }
  }

  private void deleteNamespaces() {
    List<Machine> all;
    synchronized (machines) {
      all = List.copyOf(machines.values());
      machines.clear();
    }
    for (Machine machine : all) {
      try {
        machine.namespace().delete();
      } catch (IOException e) {
        System.err.println("lab: " + e.getMessage());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Ends all.
  @Override
  public void close() throws IOException, InterruptedException {
    hosts.close();
    shuttle.close();
    deleteNamespaces();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program is ending: the hook runs and finds nothing left to do.
    }
  }
}
