package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;

/// What the recovery of a link does with its link.
record LinkAttempts(PeerLink link, MemberKey peer, PeerLink.LinkParts parts)
    implements LinkRecovery.RecoveryUse {
  @Override
  public void attempt() {
    link.attempt();
  }

  @Override
  public boolean isRelayThere() {
    return parts.isRelayThere();
  }

  @Override
  public boolean isReachable() {
    return parts.isReachable(peer);
  }

  @Override
  public Recoveries account() {
    return parts.recoveries();
  }

  @Override
  public ShellLoop loop() {
    return parts.loop();
  }

  @Override
  public Timers timers() {
    return parts.timers();
  }
}
