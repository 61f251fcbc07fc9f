package dev.starshell.harness.sim;

import dev.starshell.syncshell.content.Root;

/// What is still to be done at a member before a run is over.
final class Convergence {
  private Convergence() {}

  /// What is left, for people; empty when nothing is.
  static String left(SimWorld world, SimMember member) {
    if (!member.isAlive()) {
      return "is not running";
    }
    if (!member.star().isConnected()) {
      return "is not at the relay";
    }
    for (SimLink link : member.links().values()) {
      String left = left(world, member, link);
      if (!left.isEmpty()) {
        return "link to m" + link.peer() + " " + left;
      }
    }
    for (Root root : world.wantedBy(member)) {
      if (!member.disk().isDurable(root)) {
        return "has "
            + member.disk().chunksHere(root)
            + " of "
            + Archives.chunks(root).count()
            + " chunks of "
            + root;
      }
    }
    return "";
  }

  private static String left(SimWorld world, SimMember member, SimLink link) {
    if (!link.isBound()) {
      return "is " + link.state() + ", recovery " + link.recovery();
    }
    SimSession session = link.session();
    if (session == null || !session.isIdle()) {
      return session == null
          ? "has no session"
          : "wants " + session.incoming().need() + ", sends " + session.outgoing().state();
    }
    long sequence = world.member(link.peer()).manifest().sequence();
    return member.knownSequence(link.peer()) == sequence
        ? ""
        : "knows manifest " + member.knownSequence(link.peer()) + " of " + sequence;
  }
}
