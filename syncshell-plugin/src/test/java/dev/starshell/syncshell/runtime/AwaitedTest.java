package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AwaitedTest {
  private static final Moment ZERO = new Moment(0);
  private static final Moment LAST = ZERO.plus(Awaited.KEPT_FOR);

  private final List<String> done = new ArrayList<>();
  private final Awaited awaited = new Awaited(ZERO, () -> done.add("renewed"));

  @Test
  void aRelayThatAnswersInTimeHasTheLinksMadeAnew() {
    awaited.proven(LAST);

    assertThat(done).hasSize(1);
  }

  @Test
  void aRelayThatIsBackHoursAfterTheNetworkHasChangedRenewsNoLinkThatHasRecovered() {
    awaited.proven(LAST.plus(Duration.ofNanos(1)));

    assertThat(done).isEmpty();
  }
}
