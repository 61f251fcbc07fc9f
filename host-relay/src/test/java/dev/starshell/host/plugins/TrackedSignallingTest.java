package dev.starshell.host.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.api.signal.Doorkeeper;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarId;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrackedSignallingTest {
  private static final StarId STAR = StarId.of(new byte[32]);

  private final FakeRelay relay = new FakeRelay();
  private final TrackedSignalling signalling = new TrackedSignalling(relay);

  @Test
  void starsThatAPluginLeavesOpenAreClosedAndOthersNotTwice() throws Exception {
    HostedStar closed = signalling.host(STAR, FakeRelay.DOOR);
    signalling.host(STAR, FakeRelay.DOOR);
    closed.close();

    signalling.close();

    assertThat(relay.events).containsExactly("host 0", "host 1", "close 0", "close 1");
    assertThatThrownBy(() -> signalling.host(STAR, FakeRelay.DOOR))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theRelayIsCalledWithTheHostsContextClassLoader() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader plugins = new ClassLoader(before) {};
    thread.setContextClassLoader(plugins);
    try {
      signalling.host(STAR, FakeRelay.DOOR);

      assertThat(thread.getContextClassLoader()).isSameAs(plugins);
      assertThat(relay.loaders).containsExactly(TrackedSignalling.class.getClassLoader());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static final class FakeRelay implements Signalling {
    static final Doorkeeper DOOR = (_, _) -> new Doorkeeper.Admission.Admitted();

    final List<String> events = new ArrayList<>();
    final List<ClassLoader> loaders = new ArrayList<>();

    @Override
    public HostedStar host(StarId star, Doorkeeper doorkeeper) {
      int number = loaders.size();
      events.add("host " + number);
      loaders.add(Thread.currentThread().getContextClassLoader());
      return new HostedStar() {
        @Override
        public List<RelayAddress> addresses() {
          return List.of();
        }

        @Override
        public RelayAddress localAddress() {
          return new RelayAddress("127.0.0.1", 1);
        }

        @Override
        public byte[] pin() {
          return new byte[32];
        }

        @Override
        public void dismiss(MemberId member) {}

        @Override
        public void close() {
          events.add("close " + number);
        }
      };
    }

    @Override
    public StarConnection connect(StarTicket ticket, StarListener listener) {
      throw new IllegalStateException("not asked for here");
    }
  }
}
