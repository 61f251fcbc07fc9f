package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.relay.RelayLimits;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A few addresses hold every place of those who log in, and say nothing.
final class CrowdedDoorIT {
  private static final int ADDRESSES = 4;
  private static final int OF_EACH = 4;

  @TempDir Path directory;

  @Test
  void idleLogInsOfAFewAddressesKeepNobodyOut() throws Exception {
    RelayLimits limits =
        RelayLimits.standard()
            .withDoor(new RelayLimits.Door(4096, 8, ADDRESSES * OF_EACH, 5, false));
    List<RawMember> idle = new ArrayList<>();
    try (TestRelay relay = new TestRelay(directory, limits);
        HostedStar hosted = relay.host(1)) {
      for (int number = 0; number < ADDRESSES * OF_EACH; number++) {
        InetAddress from =
            InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + number % ADDRESSES)});
        RawMember raw = new RawMember(hosted.addresses().getFirst(), true, from);
        idle.add(raw);
        raw.next(RelayFrame.Challenge.class);
      }
      StarMember ann = new StarMember();

      relay.join(hosted, 1, ann);

      // At once: nobody has told it to come again.
      ann.next(StarMember.Connected.class);
      assertThat(idle.getFirst().next(RelayFrame.Refused.class).code()).isEqualTo("BUSY_RETRY");
    } finally {
      idle.forEach(RawMember::close);
    }
  }
}
