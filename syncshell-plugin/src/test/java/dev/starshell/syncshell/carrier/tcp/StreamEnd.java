package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// One end of a stream and what it hears.
final class StreamEnd implements BundleListener, AutoCloseable {
  static final int CHANNELS = 4;

  final TcpStream stream;
  final List<String> frames = new CopyOnWriteArrayList<>();
  final List<TcpFault> faults = new CopyOnWriteArrayList<>();
  final List<Integer> writable = new CopyOnWriteArrayList<>();

  /// What comes is heard when this is open.
  private final CountDownLatch hearing;

  private StreamEnd(SocketChannel socket, int gates) {
    this.hearing = new CountDownLatch(gates);
    this.stream =
        new TcpStream("end", socket, CHANNELS, this, (failed, fault) -> faults.add(fault));
  }

  static StreamEnd start(SocketChannel socket) {
    StreamEnd end = new StreamEnd(socket, 0);
    end.stream.start();
    return end;
  }

  static StreamEnd unstarted(SocketChannel socket) {
    return new StreamEnd(socket, 0);
  }

  /// One whose first frame is not heard to its end before [#hear].
  static StreamEnd startDeaf(SocketChannel socket) {
    StreamEnd end = new StreamEnd(socket, 1);
    end.stream.start();
    return end;
  }

  void hear() {
    hearing.countDown();
  }

  @Override
  public void received(int channel, byte[] frame) {
    frames.add(channel + ":" + frame.length);
    try {
      hearing.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void writable(int channel) {
    writable.add(channel);
  }

  /// Ends it and sees that no thread is left.
  @Override
  public void close() throws InterruptedException {
    hear();
    stream.close();
    assertThat(stream.join(Duration.ofSeconds(5))).as("no thread is left").isTrue();
  }

  @Override
  public void offerMade(int association, String sdp) {}

  @Override
  public void answerMade(int association, String sdp) {}

  @Override
  public void candidateFound(int association, Candidate candidate) {}

  @Override
  public void opened() {}

  @Override
  public void failed(int association, String code, String sentence) {}
}
