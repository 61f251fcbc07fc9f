package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.tcp.Backlog.Left;
import dev.starshell.syncshell.carrier.tcp.Backlog.Outgoing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All channels of one generation over one connection. A record is a header of four bytes, the
/// channel and the frame's length, and the frame; frames come sealed. Wire form: docs/PROTOCOL.md,
/// "Direct TCP".
///
/// Threads: any to send; one reads and one writes, both platform threads, both gone after [#close].
final class TcpStream {
  static final int HEADER_BYTES = 4;

  /// Largest frame, as in every carrier. Unit: bytes.
  static final int FRAME_BYTES_MAX = 262_144;

  private static final Logger LOG = LoggerFactory.getLogger(TcpStream.class);
  private static final int BUFFERED_BYTES_MAX = 1024 * 1024;
  private static final int READ_BYTES = 512 * 1024;
  private static final int CHANNEL_SHIFT = 24;
  private static final int LENGTH_MASK = (1 << CHANNEL_SHIFT) - 1;

  /// For what the control channel had taken to leave.
  private static final Duration FLUSH_MAX = Duration.ofMillis(250);

  private final SocketChannel socket;
  private final int channels;
  private final BundleListener listener;
  private final Consumer<TcpFault> failed;
  private final Backlog backlog;
  private final Thread reader;
  private final Thread writer;
  private final AtomicBoolean over = new AtomicBoolean();

  /// @param failed is told once, on a thread of the stream, if it ends without [#close]
  TcpStream(
      String name,
      SocketChannel socket,
      int channels,
      BundleListener listener,
      Consumer<TcpFault> failed) {
    this.socket = socket;
    this.channels = channels;
    this.listener = listener;
    this.failed = failed;
    this.backlog = new Backlog(channels, BUFFERED_BYTES_MAX);
    this.reader = Thread.ofPlatform().daemon().name(name + "-in").unstarted(this::read);
    this.writer = Thread.ofPlatform().daemon().name(name + "-out").unstarted(this::write);
  }

  void start() {
    reader.start();
    writer.start();
  }

  /// As [dev.starshell.syncshell.carrier.CarrierFactory.Bundle#send].
  boolean send(int channel, byte[] frame) {
    if (frame.length < 1 || frame.length > FRAME_BYTES_MAX) {
      throw new IllegalArgumentException("frameBytes=" + frame.length);
    }
    return backlog.add(channel, frame);
  }

  /// Unit: bytes.
  long bufferedBytes(int channel) {
    return backlog.bytes(channel);
  }

  /// Ends it. Returns at once; what the control channel had taken has a moment to leave.
  void close() {
    if (over.compareAndSet(false, true)) {
      backlog.end();
      Thread.ofVirtual().name("tcp-flush").start(this::closeFlushed);
    }
  }

  private void closeFlushed() {
    try {
      if (writer.getState() != Thread.State.NEW) {
        writer.join(FLUSH_MAX);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    closeNow();
  }

  private void closeNow() {
    backlog.endNow();
    TcpPort.closeQuietly(socket);
  }

  private void fail(TcpFault fault) {
    if (over.compareAndSet(false, true)) {
      closeNow();
      failed.accept(fault);
    }
  }

  // The writer

  private void write() {
    try {
      for (List<Outgoing> batch = backlog.await(); !batch.isEmpty(); batch = backlog.await()) {
        long before = System.nanoTime();
        write(batch);
        for (Left left : backlog.left(batch)) {
          tell(left, before);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("a connection does not take more", e);
      fail(TcpFault.DIRECT_LOST);
    } catch (Throwable e) {
      LOG.error("a connection's writer failed", e);
      fail(TcpFault.DIRECT_FAILED);
    }
  }

  private void write(List<Outgoing> batch) throws IOException {
    ByteBuffer[] parts = new ByteBuffer[2 * batch.size()];
    long left = 0;
    for (int i = 0; i < batch.size(); i++) {
      Outgoing out = batch.get(i);
      int length = out.frame().length;
      parts[2 * i] = ByteBuffer.allocate(HEADER_BYTES).putInt(header(out.channel(), length)).flip();
      parts[2 * i + 1] = ByteBuffer.wrap(out.frame());
      left += HEADER_BYTES + length;
    }
    while (left > 0) {
      left -= socket.write(parts);
    }
  }

  private static int header(int channel, int length) {
    return channel << CHANNEL_SHIFT | length;
  }

  private void tell(Left left, long afterNanos) {
    if (over.get()) {
      return;
    }
    listener.left(left.channel(), left.frames(), afterNanos);
    if (left.writable()) {
      listener.writable(left.channel());
    }
  }

  // The reader

  private void read() {
    ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES).flip();
    byte[] frame = new byte[FRAME_BYTES_MAX];
    try {
      while (!over.get()) {
        if (fill(in, HEADER_BYTES)) {
          int header = in.getInt();
          int channel = header >>> CHANNEL_SHIFT;
          int length = header & LENGTH_MASK;
          if (channel >= channels || length < 1 || length > FRAME_BYTES_MAX) {
            fail(TcpFault.DIRECT_MISUSED);
            return;
          }
          if (fill(in, length)) {
            in.get(frame, 0, length);
            listener.lent(channel, frame, length);
            continue;
          }
        }
        fail(TcpFault.DIRECT_LOST);
        return;
      }
    } catch (IOException e) {
      LOG.debug("a connection brings nothing more", e);
      fail(TcpFault.DIRECT_LOST);
    } catch (Throwable e) {
      LOG.error("a connection's reader failed", e);
      fail(TcpFault.DIRECT_FAILED);
    }
  }

  /// Reads until so many bytes are there.
  ///
  /// @return false at the end of the connection
  private boolean fill(ByteBuffer in, int bytes) throws IOException {
    if (in.remaining() >= bytes) {
      return true;
    }
    in.compact();
    int got = 0;
    while (got >= 0 && in.position() < bytes) {
      got = socket.read(in);
    }
    in.flip();
    return in.remaining() >= bytes;
  }
}
