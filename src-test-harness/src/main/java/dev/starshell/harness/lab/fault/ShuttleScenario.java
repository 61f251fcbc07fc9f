package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.wire.Cable.Account;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;

/// The lab's own instrument: what it carries, and whether what it does to packets is what it was
/// told. No hosts take part.
final class ShuttleScenario {
  private static final String LEFT = "Left";
  private static final String RIGHT = "Right";
  private static final int PROBES = 500;
  private static final int PROBE_BYTES = 200;
  private static final int WAIT_MILLIS = 400;
  private static final long FLOOD_NANOS = 5_000_000_000L;

  private ShuttleScenario() {}

  static List<LabScenario> all() {
    return List.of(
        new LabScenario(
            "shuttle", "what the lab itself carries, and how true it is", ShuttleScenario::run));
  }

  private static void run(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException {
    try (Lab lab = new Lab(setting.installation(), setting.folder(), setting.seed())) {
      lab.machine(LEFT);
      lab.machine(RIGHT);
      LabLink link = lab.link(LEFT, RIGHT);
      setting.say().accept("TCP as fast as it goes, 5 s");
      double mb = flood(lab);
      findings.atLeast("TCP through the shuttle", mb, 25, " MB/s");
      setting.say().accept("round trips at 100 ms and 5 % loss");
      link.rtt(100).loss(5);
      Account before = link.account();
      Echo echo = echo(lab);
      double loss = link.account().minus(before).lossPercent();
      findings.injected(
          echo.medianMillis() >= 100 && echo.medianMillis() < 110,
          "round trip %.1f ms at the median, %.1f ms at the 95th percentile (100 asked)",
          echo.medianMillis(),
          echo.lateMillis());
      findings.injected(
          loss > 3 && loss < 7.5,
          "%.1f %% lost each way (5 asked), %.1f %% of round trips",
          loss,
          100.0 - 100.0 * echo.answered() / PROBES);
      findings.figure(
          "packets left %.1f ms late at the 99th percentile", lab.shuttle().lateMillis(0.99));
      link.loss(0).rtt(0).rate(20).queueMs(250);
      setting.say().accept("TCP through 20 Mbit/s, 5 s");
      double narrow = flood(lab);
      findings.injected(
          narrow > 2.0 && narrow < 2.6, "%.2f MB/s of TCP through 20 Mbit/s (2.5)", narrow);
      lab.shuttle().trouble().ifPresent(trouble -> findings.holds(false, "%s", trouble));
    }
  }

  /// Sends for a while, and tells what arrived. Unit: MB/s.
  private static double flood(Lab lab) throws IOException, InterruptedException {
    InetAddress right = InetAddress.getByName(lab.address(RIGHT));
    try (ServerSocket server = lab.namespace(RIGHT).inside(() -> new ServerSocket(0, 1, right));
        Socket out = lab.namespace(LEFT).inside(() -> new Socket(right, server.getLocalPort()));
        Socket in = server.accept()) {
      Thread sender = Thread.ofPlatform().daemon().name("flood").start(() -> send(out));
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      long from = System.nanoTime();
      while (System.nanoTime() - from < FLOOD_NANOS) {
        int read = in.getInputStream().read(buffer);
        if (read < 0) {
          throw new IOException("the flood dried up");
        }
        bytes += read;
      }
      double seconds = (System.nanoTime() - from) / 1e9;
      out.close();
      in.close();
      sender.join();
      return bytes / 1e6 / seconds;
    }
  }

  private static void send(Socket out) {
    byte[] piece = new byte[1 << 16];
    try {
      while (!out.isClosed()) {
        out.getOutputStream().write(piece);
      }
    } catch (IOException _) {
      // Closed at the end of the flood.
    }
  }

  /// What came back, and after how long.
  private record Echo(int answered, double medianMillis, double lateMillis) {}

  private static Echo echo(Lab lab) throws IOException, InterruptedException {
    InetAddress right = InetAddress.getByName(lab.address(RIGHT));
    try (DatagramSocket there = lab.namespace(RIGHT).inside(() -> new DatagramSocket(0, right));
        DatagramSocket here = lab.namespace(LEFT).inside(() -> new DatagramSocket())) {
      Thread mirror = Thread.ofPlatform().daemon().name("mirror").start(() -> reflect(there));
      here.setSoTimeout(WAIT_MILLIS);
      double[] millis = new double[PROBES];
      int answered = 0;
      for (int i = 0; i < PROBES; i++) {
        double took = probe(here, new InetSocketAddress(right, there.getLocalPort()), i);
        if (took >= 0) {
          millis[answered++] = took;
        }
      }
      there.close();
      mirror.join();
      if (answered == 0) {
        throw new IOException("no probe came back");
      }
      double[] sorted = Arrays.copyOf(millis, answered);
      Arrays.sort(sorted);
      return new Echo(answered, sorted[answered / 2], sorted[(int) (answered * 0.95)]);
    }
  }

  /// Sends one and waits for it. Unit: milliseconds; -1 if it did not come back.
  private static double probe(DatagramSocket socket, InetSocketAddress to, int number)
      throws IOException {
    byte[] bytes = new byte[PROBE_BYTES];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    long from = System.nanoTime();
    socket.send(new DatagramPacket(bytes, bytes.length, to));
    DatagramPacket answer = new DatagramPacket(new byte[PROBE_BYTES], PROBE_BYTES);
    try {
      do {
        socket.receive(answer);
      } while (answer.getData()[0] != bytes[0] || answer.getData()[1] != bytes[1]);
      return (System.nanoTime() - from) / 1e6;
    } catch (SocketTimeoutException _) {
      return -1;
    }
  }

  private static void reflect(DatagramSocket socket) {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    try {
      while (!socket.isClosed()) {
        packet.setLength(2048);
        socket.receive(packet);
        socket.send(packet);
      }
    } catch (SocketException _) {
      // Closed when all probes were sent.
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
