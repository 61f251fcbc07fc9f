package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.tcp.Backlog.Left;
import dev.starshell.syncshell.carrier.tcp.Backlog.Outgoing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All channels of one generation over one connection. A record is a header of four bytes, the
/// channel and the frame's length, and the frame; frames come sealed. Wire form: docs/PROTOCOL.md,
/// "Direct TCP".
///
/// Threads: any to send; one reads and one writes, both platform threads, both gone after [#close].
final class TcpStream implements DirectBundle.Sender {
  static final int HEADER_BYTES = 4;

  /// Largest frame, as in every carrier. Unit: bytes.
  static final int FRAME_BYTES_MAX = 262_144;

  private static final Logger LOG = LoggerFactory.getLogger(TcpStream.class);
  private static final int BUFFERED_BYTES_MAX = 1024 * 1024;
  private static final int READ_BYTES = 512 * 1024;

  /// A batch and the frame that made it full, with their headers.
  private static final int WRITE_BYTES =
      Backlog.BATCH_BYTES + FRAME_BYTES_MAX + (Backlog.BATCH_FRAMES_MAX + 1) * HEADER_BYTES;

  private static final int CHANNEL_SHIFT = 24;
  private static final int LENGTH_MASK = (1 << CHANNEL_SHIFT) - 1;

  /// For what the control channel had taken to leave.
  private static final Duration FLUSH_MAX = Duration.ofMillis(250);

  private final SocketChannel socket;
  private final int channels;
  private final BundleListener listener;
  private final Failed failed;
  private final InetAddress other;
  private final long madeNanos = System.nanoTime();
  private volatile long readNanos = madeNanos;
  private final Backlog backlog;
  private final Thread reader;
  private final Thread writer;
  private final AtomicBoolean over = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  /// Hears that a stream has ended by itself.
  @FunctionalInterface
  interface Failed {
    void failed(TcpStream stream, TcpFault fault);
  }

  /// @param failed is told once, on a thread of the stream, if it ends without [#close]
  TcpStream(
      String name, SocketChannel socket, int channels, BundleListener listener, Failed failed) {
    this.socket = socket;
    this.other = socket.socket().getInetAddress();
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

  /// Who is at the other end.
  InetAddress other() {
    return other;
  }

  /// For how long it has been of use: until something came last.
  Duration age() {
    return Duration.ofNanos(readNanos - madeNanos);
  }

  /// Since when nothing has come.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - readNanos);
  }

  @Override
  public boolean send(int channel, byte[] frame) {
    if (frame.length < 1 || frame.length > FRAME_BYTES_MAX) {
      throw new IllegalArgumentException("frameBytes=" + frame.length);
    }
    return backlog.add(channel, frame);
  }

  @Override
  public long bufferedBytes(int channel) {
    return backlog.bytes(channel);
  }

  /// Ends it. Returns at once; what the control channel had taken has a moment to leave.
  void close() {
    if (over.compareAndSet(false, true)) {
      backlog.end();
      Thread.ofVirtual().name("tcp-flush").start(this::closeFlushed);
    }
  }

  /// Closing with something unread would take back what the other side has not read yet; so the
  /// reader reads on until the other side has ended as well, and throws away what it reads.
  private void closeFlushed() {
    try {
      if (join(writer)) {
        socket.shutdownOutput();
        join(reader);
      } else {
        // Nobody takes it: the system is not to keep it for minutes.
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      LOG.debug("connection not flushed", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    closeNow();
  }

  private static boolean join(Thread thread) throws InterruptedException {
    return thread.getState() == Thread.State.NEW || thread.join(FLUSH_MAX);
  }

  private void closeNow() {
    backlog.endNow();
    TcpPort.closeQuietly(socket);
    ended.countDown();
  }

  /// Waits until it is closed and both threads have ended.
  ///
  /// @return false if that takes longer
  boolean join(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS)
        && hasEnded(writer, end)
        && hasEnded(reader, end);
  }

  /// Whether it is closed and neither thread runs.
  boolean hasEnded() {
    return ended.getCount() == 0 && !writer.isAlive() && !reader.isAlive();
  }

  private static boolean hasEnded(Thread thread, long endNanos) throws InterruptedException {
    return thread.getState() == Thread.State.NEW
        || thread.join(Duration.ofNanos(Math.max(1, endNanos - System.nanoTime())));
  }

  private void fail(TcpFault fault) {
    if (over.compareAndSet(false, true)) {
      closeNow();
      failed.failed(this, fault);
    }
  }

  // The writer

  private void write() {
    try {
      ByteBuffer out = ByteBuffer.allocateDirect(WRITE_BYTES);
      for (List<Outgoing> batch = backlog.await(); !batch.isEmpty(); batch = backlog.await()) {
        long before = System.nanoTime();
        write(batch, out);
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

  private void write(List<Outgoing> batch, ByteBuffer out) throws IOException {
    out.clear();
    for (Outgoing next : batch) {
      out.putInt(header(next.channel(), next.frame().length)).put(next.frame());
    }
    out.flip();
    while (out.hasRemaining()) {
      socket.write(out);
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
    try {
      ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES).flip();
      byte[] frame = new byte[FRAME_BYTES_MAX];
      while (fill(in, HEADER_BYTES)) {
        int header = in.getInt();
        int channel = header >>> CHANNEL_SHIFT;
        int length = header & LENGTH_MASK;
        if (channel >= channels || length < 1 || length > FRAME_BYTES_MAX) {
          fail(TcpFault.DIRECT_MISUSED);
          return;
        }
        if (!fill(in, length)) {
          fail(TcpFault.DIRECT_LOST);
          return;
        }
        in.get(frame, 0, length);
        if (!over.get()) {
          listener.lent(channel, frame, length);
        }
      }
      fail(in.hasRemaining() ? TcpFault.DIRECT_LOST : TcpFault.DIRECT_ENDED);
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
    readNanos = System.nanoTime();
    in.flip();
    return in.remaining() >= bytes;
  }
}
