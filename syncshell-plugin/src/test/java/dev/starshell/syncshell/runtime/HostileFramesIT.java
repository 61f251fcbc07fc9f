package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.limits.ProtocolVersion;
import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.CreditGranted;
import dev.starshell.syncshell.protocol.TransferMessage.DataArrived;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.Hello;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestChanged;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Frames and messages that no correct member sends.
final class HostileFramesIT extends HostileScene {
  private static final byte LAST = 0;
  private static final byte MORE = 1;

  @Test
  void anUnknownMessageEndsTheLink() throws IOException {
    control(new byte[] {LAST, (byte) 0x82, 0x18, (byte) 0xFA, 0});

    thenNamed(FaultCode.FRAME_MALFORMED);
  }

  @Test
  void bytesAfterAMessageEndTheLink() throws IOException {
    byte[] frame = ControlFragments.of(new Heartbeat(1)).getFirst();

    control(Arrays.copyOf(frame, frame.length + 1));

    thenNamed(FaultCode.FRAME_MALFORMED);
  }

  @Test
  void aFrameOverTheLimitEndsTheLink() throws IOException {
    control(new byte[Limits.FRAME_BYTES_MAX + 1]);

    thenNamed(FaultCode.FRAME_TOO_LARGE);
  }

  @Test
  void aMessageThatNeverEndsEndsTheLink() throws IOException {
    byte[] frame = new byte[Limits.CONTROL_FRAME_BYTES_MAX];
    frame[0] = MORE;
    for (int i = 0; i < 258; i++) {
      control(frame);
    }

    thenNamed(FaultCode.FRAME_TOO_LARGE);
  }

  @Test
  void aMessageBeforeHelloEndsTheLink() throws IOException {
    forger.once(Hello.class, hello -> List.of(new ManifestChanged(hello.manifest()), hello));

    shell.net.between(mallory.key(), ada.key()).cut();

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void aSecondHelloEndsTheLink() throws IOException {
    say(new Hello(ProtocolVersion.CURRENT, OwnManifest.NONE, 0));

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void creditForTheControlChannelEndsTheLink() throws IOException {
    say(new CreditGranted(19, 1));

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void moreArrivedThanWasSentEndsTheLink() throws IOException {
    say(new DataArrived(List.of(new Arrival(1, 1, 0))));

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void farMoreArrivedThanWasSentEndsTheLinkWhileDataIsUnderWay() throws IOException {
    forger.once(DataArrived.class, told -> List.of(moved(told, Long.MAX_VALUE / 2)));

    adaShares();

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void anArrivalOnAChannelThatIsNoneEndsTheLink() throws IOException {
    say(new DataArrived(List.of(new Arrival(Limits.CHANNELS_MAX - 1, 0, 0))));

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void arrivalsThatAreToldAgainOrGoBackChangeNothing() throws IOException {
    forger.always(DataArrived.class, told -> List.of(told, told, moved(told, -1), told));
    byte[] good = ada.write("good", "good.zip", 8, 3 * MB);

    ada.share("good");
    until(() -> Arrays.equals(good, mallory.installed().get("ada/good/good.zip")));
    say(new DataArrived(List.of(new Arrival(1, 0, 0))));
    goesOn();

    assertThat(isAudited("")).isFalse();
  }

  private static DataArrived moved(DataArrived told, long bytes) {
    return new DataArrived(
        told.arrivals().stream()
            .map(
                one -> new Arrival(one.channel(), Math.max(0, one.bytes() + bytes), one.atMicros()))
            .toList());
  }
}
