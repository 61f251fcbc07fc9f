package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WhereaboutsTest {
  @Test
  void loopbackIsCalledOnlyWhereThereIsNothingElse() {
    List<InetAddress> named = all("127.0.0.1", "192.0.2.7", "::1");

    assertThat(new Whereabouts(all("192.0.2.8"), false).callable(named))
        .isEqualTo(all("192.0.2.7"));
    assertThat(new Whereabouts(all("127.0.0.1"), true).callable(named)).isEqualTo(named);
  }

  @Test
  void whatIsNobodysAddressIsNotCalled() {
    List<InetAddress> named =
        all(
            "0.0.0.0",
            "0.1.2.3",
            "240.0.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "169.254.1.1",
            "fe80::1",
            "ff02::1",
            "::");

    assertThat(new Whereabouts(all("192.0.2.8"), false).callable(named)).isEmpty();
  }

  @Test
  void thisMachineHasSome() throws Exception {
    assertThat(Whereabouts.look().own()).isNotEmpty().hasSizeLessThanOrEqualTo(8);
  }

  private static List<InetAddress> all(String... addresses) {
    return Stream.of(addresses).map(InetAddresses::forString).toList();
  }
}
