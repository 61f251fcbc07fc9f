package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.host.relay.RelayLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member asks whether its connection to the relay still is one.
final class RelayProbeIT {
  /// Far less than the half minute after which the member notices by itself.
  private static final int PROBES_MAX = 50;

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

      Optional<StarMember.Heard> heard = probedUntilHeard(connection, ann);

      assertThat(heard).containsInstanceOf(StarMember.Disconnected.class);
      ann.awaits(StarMember.Connected.class);
    }
  }

  /// Asks again and again: if that gave the relay more time, nothing would ever be heard.
  private static Optional<StarMember.Heard> probedUntilHeard(
      StarConnection connection, StarMember member) throws InterruptedException {
    Optional<StarMember.Heard> heard = Optional.empty();
    for (int probes = 0; heard.isEmpty() && probes < PROBES_MAX; probes++) {
      connection.probe();
      heard = member.hearsWithin(Duration.ofMillis(300));
    }
    return heard;
  }
}
