package dev.starshell.syncshell.link;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkState.Beside;
import dev.starshell.syncshell.link.LinkState.Bound;
import dev.starshell.syncshell.link.LinkState.Past;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// Links that are bound, as tests begin with them: generation 4, since the beginning.
final class BoundScene {
  static final Moment ZERO = new Moment(0);
  static final Moment LATER = ZERO.plus(Duration.ofSeconds(9));
  static final Past LEADER = new Past(true, 4, 0, true);
  static final Past FOLLOWER = new Past(false, 4, 0, true);
  static final StartTimer CONNECT = new StartTimer(LinkTimer.CONNECT, 5, Limits.LINK_CONNECT);

  static Bound bound(Past past, Beside beside) {
    return new Bound(past, 4, ZERO, false, beside);
  }

  static Bound making(Past past) {
    return bound(past.withGeneration(5), new Beside.Making(5, false));
  }

  private BoundScene() {}
}
