package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.host.relay.RelayLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member asks whether its connection to the relay still is one.
final class RelayProbeIT {
  @TempDir Path directory;

  @Test
  void aRelayThatIsThereAnswersAndTheConnectionStays() throws Exception {
    try (TestRelay relay = new TestRelay(directory, RelayLimits.standard());
        HostedStar hosted = relay.host(1)) {
      StarMember ann = new StarMember();
      StarConnection connection = relay.join(hosted, 1, ann);
      ann.next(StarMember.Connected.class);

      connection.probe();

      ann.next(StarMember.Alive.class);
      assertThat(ann.hearsNothingFor(StarInbox.ANSWER_WITHIN.plusMillis(300))).isTrue();
    }
  }

  @Test
  void aConnectionThatHasDiedWithoutAWordIsMadeAnewAtOnce() throws Exception {
    try (TestRelay relay = new TestRelay(directory, RelayLimits.standard());
        HostedStar hosted = relay.host(1);
        CutWire wire = new CutWire(hosted.addresses().getFirst().port())) {
      StarMember ann = new StarMember();
      StarConnection connection =
          relay.service.connect(
              ann.ticket(
                  TestRelay.star(1),
                  List.of(new RelayAddress("127.0.0.1", wire.port())),
                  hosted.pin(),
                  ""),
              ann);
      ann.next(StarMember.Connected.class);
      wire.deafen();
      assertThat(ann.hearsNothingFor(Duration.ofMillis(200))).isTrue();

      // Asking again and again does not give the relay more time.
      for (int i = 0; i < 6; i++) {
        connection.probe();
        assertThat(ann.hearsNothingFor(Duration.ofMillis(300))).isTrue();
      }
      connection.probe();

      // By itself the member would notice after half a minute.
      assertThat(ann.next(StarMember.Disconnected.class).willRetry()).isTrue();
      ann.next(StarMember.Connected.class);
    }
  }
}
