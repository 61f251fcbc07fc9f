package dev.starshell.syncshell.carrier.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// One side of a meeting on this machine, and what comes of it.
final class MeetingSide implements Meeting.Outcome, AutoCloseable {
  final TcpPort port;
  final Token token = Token.fresh();
  final Meeting meeting;
  final CompletableFuture<SocketChannel> met = new CompletableFuture<>();
  final AtomicBoolean taken = new AtomicBoolean();

  private MeetingSide(TcpPort port, boolean leading) {
    this.port = port;
    Whereabouts here = new Whereabouts(List.of(InetAddress.getLoopbackAddress()), true);
    DirectBundle.Grounds grounds = new DirectBundle.Grounds(port, new Rests(), new Rests(), here);
    this.meeting = new Meeting(grounds, token, leading, this);
    meeting.open();
  }

  static MeetingSide open(boolean leading) throws IOException {
    return new MeetingSide(TcpPort.open(0), leading);
  }

  /// Another meeting at the same port.
  static MeetingSide at(TcpPort port, boolean leading) {
    return new MeetingSide(port, leading);
  }

  /// Knows of the other side, and calls it.
  void know(MeetingSide other) {
    know(other, true);
  }

  /// Knows of the other side, which has an address that is not called.
  void awaitCallOf(MeetingSide other) {
    know(other, false);
  }

  private void know(MeetingSide other, boolean calls) {
    InetAddress here = InetAddress.getLoopbackAddress();
    meeting.know(
        new TcpEndpoint(other.port.number(), other.token, List.of(here)),
        new Whereabouts(List.of(here), calls));
  }

  @Override
  public boolean isTaken() {
    return taken.compareAndSet(false, true);
  }

  @Override
  public void broken() {}

  @Override
  public void met(SocketChannel channel) {
    if (!met.complete(channel)) {
      TcpPort.closeQuietly(channel);
    }
  }

  @Override
  public void momentOver() {}

  @Override
  public void over() {}

  @Override
  public void close() {
    meeting.close();
    port.close();
    met.thenAccept(TcpPort::closeQuietly);
  }
}
