package dev.starshell.syncshell.carrier.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;

/// The first words on a connection. The caller names the endpoint that it calls and shows that it
/// knows both tokens; the called one shows the same; then the leader says which connection is
/// chosen. Wire form: docs/PROTOCOL.md, "Direct TCP".
final class Greeting {
  static final byte[] MAGIC = "STARTCP1".getBytes(US_ASCII);
  static final int NONCE_BYTES = 16;

  /// For the first words of a caller, all together.
  static final Duration CALL_MAX = Duration.ofSeconds(2);

  /// For the answer to them: the called one may not know yet who calls.
  static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  private static final SecureRandom CHANCE = new SecureRandom();

  private final SocketChannel channel;
  private final Proof proof;
  private final byte[] callersNonce;
  private final byte[] calledNonce;

  private Greeting(SocketChannel channel, Proof proof, byte[] callersNonce, byte[] calledNonce) {
    this.channel = channel;
    this.proof = proof;
    this.callersNonce = callersNonce;
    this.calledNonce = calledNonce;
  }

  /// The first words of a caller.
  ///
  /// @param name of the endpoint that it calls
  record Call(byte[] name, byte[] nonce, byte[] shown) {}

  /// The connection is lost, or the other one is not who it should be.
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /// Says the first words on a connection that was made, and hears the answer.
  static Greeting call(SocketChannel channel, Proof proof, byte[] name) throws IOException {
    byte[] nonce = nonce();
    write(channel, MAGIC, name, nonce, proof.of(Proof.Word.CALL, name, nonce));
    byte[] answer = read(channel, MAGIC.length + NONCE_BYTES + Proof.BYTES, ANSWER_MAX);
    byte[] magic = Arrays.copyOf(answer, MAGIC.length);
    byte[] theirs = Arrays.copyOfRange(answer, MAGIC.length, MAGIC.length + NONCE_BYTES);
    byte[] shown = Arrays.copyOfRange(answer, MAGIC.length + NONCE_BYTES, answer.length);
    if (!Arrays.equals(magic, MAGIC) || !proof.isOf(shown, Proof.Word.ANSWER, nonce, theirs)) {
      throw new RefusedException("who answers does not know the tokens");
    }
    return new Greeting(channel, proof, nonce, theirs);
  }

  /// Hears the first words on a connection that came in.
  static Call hear(SocketChannel channel) throws IOException {
    byte[] words = read(channel, MAGIC.length + Proof.BYTES + NONCE_BYTES + Proof.BYTES, CALL_MAX);
    int name = MAGIC.length;
    int nonce = name + Proof.BYTES;
    int shown = nonce + NONCE_BYTES;
    if (!Arrays.equals(Arrays.copyOf(words, name), MAGIC)) {
      throw new RefusedException("who calls speaks something else");
    }
    return new Call(
        Arrays.copyOfRange(words, name, nonce),
        Arrays.copyOfRange(words, nonce, shown),
        Arrays.copyOfRange(words, shown, words.length));
  }

  /// Answers them.
  static Greeting answer(SocketChannel channel, Proof proof, Call call) throws IOException {
    if (!proof.isOf(call.shown(), Proof.Word.CALL, call.name(), call.nonce())) {
      throw new RefusedException("who calls does not know the tokens");
    }
    byte[] nonce = nonce();
    write(channel, MAGIC, nonce, proof.of(Proof.Word.ANSWER, call.nonce(), nonce));
    return new Greeting(channel, proof, call.nonce(), nonce);
  }

  SocketChannel channel() {
    return channel;
  }

  /// The leader's word that this connection is the one.
  void choose() throws IOException {
    write(channel, proof.of(Proof.Word.CHOSEN, callersNonce, calledNonce));
  }

  /// Waits for that word.
  void awaitChoice(Duration longest) throws IOException {
    byte[] shown = read(channel, Proof.BYTES, longest);
    if (!proof.isOf(shown, Proof.Word.CHOSEN, callersNonce, calledNonce)) {
      throw new RefusedException("the choice is not the leader's");
    }
  }

  private static byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    CHANCE.nextBytes(nonce);
    return nonce;
  }

  private static void write(SocketChannel channel, byte[]... parts) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    all.flip();
    while (all.hasRemaining()) {
      channel.write(all);
    }
  }

  /// Who says its words one byte at a time has the same time for all of them as any other.
  private static byte[] read(SocketChannel channel, int bytes, Duration longest)
      throws IOException {
    Socket socket = channel.socket();
    InputStream in = socket.getInputStream();
    byte[] read = new byte[bytes];
    long end = System.nanoTime() + longest.toNanos();
    for (int at = 0; at < bytes; ) {
      int left = (int) Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException("no word in time");
      }
      socket.setSoTimeout(left);
      int got = in.read(read, at, bytes - at);
      if (got < 0) {
        throw new EOFException("the connection ended before its first words");
      }
      at += got;
    }
    socket.setSoTimeout(0);
    return read;
  }
}
