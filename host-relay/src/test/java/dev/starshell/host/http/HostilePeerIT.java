package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.frame.RelayFrameCodec;
import dev.starshell.host.relay.RelayLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What strangers and bad members do to a relay; after each a good pair is still served.
final class HostilePeerIT {
  @TempDir Path directory;
  private TestRelay relay;
  private HostedStar hosted;
  private RelayAddress address;

  @BeforeEach
  void open() throws Exception {
    relay = new TestRelay(directory, RelayLimits.standard());
    hosted = relay.host(1);
    address = hosted.addresses().getFirst();
  }

  @AfterEach
  void othersAreStillServed() throws Exception {
    try {
      StarMember ann = new StarMember();
      StarMember bob = new StarMember();
      relay.join(hosted, 1, ann);
      ann.awaits(StarMember.Connected.class);
      StarConnection fromBob = relay.join(hosted, 1, bob);
      bob.awaits(StarMember.Connected.class);
      assertThat(fromBob.send(ann.id(), 1, new byte[] {'x'})).isTrue();
      assertThat(ann.awaits(StarMember.Received.class).payload()).isEqualTo("x");
    } finally {
      relay.close();
    }
  }

  @Test
  void garbageAndTextBeforeTheLogInAreMalformed() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 8; round++) {
      try (RawMember raw = new RawMember(address)) {
        raw.next(RelayFrame.Challenge.class);
        byte[] garbage = new byte[random.nextInt(500) + 1];
        random.nextBytes(garbage);
        garbage[0] = (byte) 0xff;
        raw.send(garbage);
        assertThat(raw.next(RelayFrame.Refused.class).code()).isEqualTo("FRAME_MALFORMED");
        assertThat(raw.next(RawMember.Closed.class))
            .isEqualTo(new RawMember.Closed(1002, "FRAME_MALFORMED"));
      }
    }
    try (RawMember raw = new RawMember(address)) {
      raw.next(RelayFrame.Challenge.class);
      raw.socket.sendText("hello", true).join();
      assertThat(raw.next(RelayFrame.Refused.class).code()).isEqualTo("FRAME_MALFORMED");
    }
  }

  @Test
  void aFrameTooLargeClosesWith1009BeforeAndAfterTheLogIn() throws Exception {
    try (RawMember raw = new RawMember(address)) {
      raw.next(RelayFrame.Challenge.class);
      raw.send(new byte[8 * 1024 + 1]);
      assertThat(raw.awaits(RawMember.Closed.class).status()).isEqualTo(1009);
    }
    try (RawMember raw = new RawMember(address)) {
      raw.join(1, new StarMember());
      raw.send(new byte[64 * 1024 + 1]);
      assertThat(raw.awaits(RawMember.Closed.class).status()).isEqualTo(1009);
    }
  }

  @Test
  void manyFragmentsCountAsOneFrame() throws Exception {
    try (RawMember raw = new RawMember(address)) {
      raw.join(1, new StarMember());
      try {
        for (int part = 0; part < 2000; part++) {
          raw.socket.sendBinary(ByteBuffer.allocate(64), false).join();
        }
      } catch (java.util.concurrent.CompletionException closedEarly) {
        assertThat(closedEarly).hasRootCauseInstanceOf(IOException.class);
      }
      // 1006 where the end of the connection overtakes the close frame: we are still sending.
      assertThat(raw.awaits(RawMember.Closed.class).status()).isIn(1009, 1006);
    }
  }

  @Test
  void aWrongSignatureAndALogInOfAnotherConnectionAreRefused() throws Exception {
    StarMember member = new StarMember();
    try (RawMember first = new RawMember(address);
        RawMember second = new RawMember(address)) {
      RelayFrame.LogIn answer =
          RawMember.answer(first.next(RelayFrame.Challenge.class), TestRelay.star(1), member);
      second.next(RelayFrame.Challenge.class);
      second.send(answer);
      assertThat(second.next(RelayFrame.Refused.class).code()).isEqualTo("SIGNATURE_INVALID");

      byte[] signature = answer.signature().toArray();
      signature[3] ^= 1;
      first.send(
          new RelayFrame.LogIn(1, answer.star(), member.id(), Bytes.of(signature), Bytes.EMPTY));
      assertThat(first.next(RelayFrame.Refused.class).code()).isEqualTo("SIGNATURE_INVALID");
      assertThat(first.next(RawMember.Closed.class).reason()).isEqualTo("SIGNATURE_INVALID");
    }
  }

  @Test
  void aWeakKeyIsRefused() throws Exception {
    try (RawMember raw = new RawMember(address)) {
      raw.next(RelayFrame.Challenge.class);
      byte[] identity = new byte[32];
      identity[0] = 1;
      raw.send(
          new RelayFrame.LogIn(
              1,
              TestRelay.star(1),
              dev.starshell.api.signal.MemberId.of(identity),
              Bytes.of(new byte[64]),
              Bytes.EMPTY));
      assertThat(raw.next(RelayFrame.Refused.class).code()).isEqualTo("KEY_WEAK");
    }
  }

  @Test
  void aFloodIsRateLimitedAndThenCutOff() throws Exception {
    StarMember flooder = new StarMember();
    StarMember target = new StarMember();
    StarMember ann = new StarMember();
    relay.join(hosted, 1, target);
    target.awaits(StarMember.Connected.class);
    StarConnection fromAnn = relay.join(hosted, 1, ann);
    ann.awaits(StarMember.Connected.class);
    try (RawMember raw = new RawMember(address)) {
      raw.join(1, flooder);
      byte[] envelope =
          RelayFrameCodec.encode(new RelayFrame.Envelope(target.id(), 1, Bytes.of((byte) 'f')));
      int sent = 0;
      try {
        for (; sent < 20_000; sent++) {
          raw.socket.sendBinary(ByteBuffer.wrap(envelope), true).join();
        }
      } catch (java.util.concurrent.CompletionException closed) {
        assertThat(sent).isGreaterThan(800);
      }
      assertThat(raw.awaits(RelayFrame.Undelivered.class).code()).isEqualTo("RATE_LIMITED");
      assertThat(raw.awaits(RelayFrame.Refused.class).code()).isEqualTo("RATE_LIMITED");
      assertThat(fromAnn.send(target.id(), 9, new byte[] {'a'})).isTrue();
      StarMember.Received next = target.awaits(StarMember.Received.class);
      while (!next.payload().equals("a")) {
        next = target.awaits(StarMember.Received.class);
      }
      assertThat(next.from()).isEqualTo(ann.id());
    }
  }

  @Test
  void aBurstForAReaderThatStopsReadingIsRefusedAndTheReaderStays() throws Exception {
    StarMember slow = new StarMember();
    StarMember ann = new StarMember();
    StarMember cid = new StarMember();
    try (RawMember raw = new RawMember(address, false)) {
      raw.join(1, slow);
      StarConnection fromAnn = relay.join(hosted, 1, ann);
      ann.awaits(StarMember.Connected.class);
      byte[] payload = new byte[60_000];
      for (int round = 0; round < 130; round++) {
        while (!fromAnn.send(slow.id(), 1, payload)) {
          Thread.onSpinWait();
        }
      }
      assertThat(ann.awaits(StarMember.Refused.class))
          .isEqualTo(new StarMember.Refused(slow.id(), "RATE_LIMITED"));
      relay.join(hosted, 1, cid);
      assertThat(cid.awaits(StarMember.Connected.class).present()).contains(slow.id(), ann.id());
    }
  }

  @Test
  void pingsAreAnsweredAndNeitherTheyNorEmptyMessagesHurt() throws Exception {
    try (RawMember raw = new RawMember(address)) {
      raw.join(1, new StarMember());
      for (int round = 0; round < 500; round++) {
        raw.socket.sendPing(ByteBuffer.allocate(100)).join();
      }
      assertThat(raw.awaits(String.class)).isEqualTo("pong");
      raw.send(new byte[0]);
      assertThat(raw.awaits(RelayFrame.Refused.class).code()).isEqualTo("FRAME_MALFORMED");
    }
  }

  @Test
  void aPageOfABrowserIsRefused() throws Exception {
    String answer = upgrade("/v1/star", "Origin: https://127.0.0.1\r\n");

    assertThat(answer).startsWith("HTTP/1.1 403").contains("ORIGIN_REFUSED");
    assertThat(upgrade("/v1/star", "Origin: null\r\n")).startsWith("HTTP/1.1 403");
  }

  @Test
  void compressionIsNotNegotiatedAndOtherPathsAndRequestsAreNoStar() throws Exception {
    assertThat(upgrade("/v1/star", "Sec-WebSocket-Extensions: permessage-deflate\r\n"))
        .startsWith("HTTP/1.1 101")
        .doesNotContainIgnoringCase("deflate");
    assertThat(upgrade("/v2/star", "")).startsWith("HTTP/1.1 404");
    assertThat(upgrade("/", "")).startsWith("HTTP/1.1 404");
    assertThat(request("GET /v1/star HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 404");
    assertThat(upgrade("/v1/star", "X: " + "y".repeat(100_000) + "\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  @Test
  void socketsThatNeverSpeakDoNotKeepMembersOut() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int number = 0; number < 100; number++) {
        idle.add(new Socket(address.host(), address.port()));
      }
      StarMember ann = new StarMember();
      relay.join(hosted, 1, ann);
      ann.awaits(StarMember.Connected.class);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  private String upgrade(String path, String headers) throws IOException {
    return request(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + headers
            + "\r\n");
  }

  private String request(String request) throws IOException {
    try (Socket socket =
        RawMember.trustingAnyone()
            .getSocketFactory()
            .createSocket(address.host(), address.port())) {
      socket.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
      OutputStream out = socket.getOutputStream();
      try {
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
      } catch (IOException answeredEarly) {
        // The answer is read all the same.
        assertThat(request.length()).isGreaterThan(8 * 1024);
      }
      byte[] answer = new byte[4096];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
    }
  }
}
