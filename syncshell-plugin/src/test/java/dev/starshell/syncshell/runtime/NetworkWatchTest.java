package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// One watch for all shells of a home.
final class NetworkWatchTest {
  private final List<String> told = new ArrayList<>();
  private Optional<Set<InetAddress>> addresses = Optional.empty();

  @Test
  void everyShellHearsOfAChangeOnceAndNoneOfWhatStaysTheSame() throws UnknownHostException {
    try (NetworkWatch watch = new NetworkWatch(() -> addresses)) {
      Runnable second = () -> told.add("second");
      watch.tell(() -> told.add("first"));
      watch.tell(second);
      addresses = of(1);
      watch.look();
      watch.look();
      assertThat(told).isEmpty();

      addresses = of(2);
      watch.look();
      watch.look();
      assertThat(told).containsExactly("first", "second");

      addresses = Optional.empty();
      watch.look();
      addresses = of(2);
      watch.look();
      assertThat(told).hasSize(2);

      watch.forget(second);
      addresses = of(3);
      watch.look();
      assertThat(told).containsExactly("first", "second", "first");
    }
  }

  @Test
  void anAddressOfOneLinkOnlyIsNoChange() throws UnknownHostException {
    InetAddress own = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
    byte[] local = new byte[16];
    local[0] = (byte) 0xfe;
    local[1] = (byte) 0x80;
    local[15] = 1;
    try (NetworkWatch watch = new NetworkWatch(() -> addresses)) {
      watch.tell(() -> told.add("first"));
      addresses = Optional.of(Set.of(own));
      watch.look();

      addresses = Optional.of(Set.of(own, InetAddress.getByAddress(local)));
      watch.look();
      addresses =
          Optional.of(
              Set.of(own, InetAddress.getByAddress(new byte[] {(byte) 169, (byte) 254, 3, 4})));
      watch.look();
      assertThat(told).isEmpty();

      addresses = Optional.of(Set.of(InetAddress.getByAddress(local)));
      watch.look();
      assertThat(told).as("its own is gone").hasSize(1);
    }
  }

  private static Optional<Set<InetAddress>> of(int last) throws UnknownHostException {
    return Optional.of(Set.of(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last})));
  }
}
