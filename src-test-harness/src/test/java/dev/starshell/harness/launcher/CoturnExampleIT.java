package dev.starshell.harness.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.Installation;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The example of a TURN server that docs/OPERATIONS.md sends admins to.
final class CoturnExampleIT {
  private record Range(BigInteger from, BigInteger to, int bytes) {
    /// A mapped address is kept as IPv6 here, as coturn does: Java would make IPv4 of it.
    static Range of(String line) throws Exception {
      String[] ends = line.substring("denied-peer-ip=".length()).split("-", -1);
      String last = ends[ends.length - 1];
      return new Range(number(ends[0]), number(last), bytes(ends[0]));
    }

    boolean has(String address) throws Exception {
      return bytes(address) == bytes
          && number(address).compareTo(from) >= 0
          && number(address).compareTo(to) <= 0;
    }

    private static int bytes(String address) {
      return address.indexOf(':') < 0 ? 4 : 16;
    }

    private static BigInteger number(String address) throws Exception {
      BigInteger plain = new BigInteger(1, InetAddress.getByName(address).getAddress());
      boolean mapped = address.startsWith("::ffff:");
      return mapped ? plain.add(BigInteger.valueOf(0xFFFF).shiftLeft(32)) : plain;
    }
  }

  private static List<String> lines() throws Exception {
    return Files.readAllLines(Installation.current().root().resolve("config/examples/coturn.conf"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.178.1",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "fe80::1",
        "febf::1",
        "fc00::1",
        "fdff::1"
      })
  void theExampleDeniesEveryAddressThatIsNotOnTheInternet(String address) throws Exception {
    boolean denied = false;
    for (String line : lines()) {
      denied |= line.startsWith("denied-peer-ip=") && Range.of(line).has(address);
    }

    assertThat(denied).as(address).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.51.100.7", "172.32.0.1", "11.0.0.1", "2001:db8::1"})
  void theExampleLetsAddressesOfTheInternetPass(String address) throws Exception {
    for (String line : lines()) {
      assertThat(line.startsWith("denied-peer-ip=") && Range.of(line).has(address)).isFalse();
    }
  }

  @Test
  void theExampleWantsAPasswordAndHasBounds() throws Exception {
    assertThat(lines()).contains("lt-cred-mech", "no-multicast-peers", "no-cli");
    assertThat(lines()).anyMatch(line -> line.startsWith("total-quota="));
    assertThat(lines()).anyMatch(line -> line.startsWith("user-quota="));
  }
}
