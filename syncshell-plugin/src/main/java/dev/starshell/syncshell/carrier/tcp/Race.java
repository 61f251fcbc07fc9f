package dev.starshell.syncshell.carrier.tcp;

import java.util.Optional;

/// What a generation goes over: a connection over TCP, or the other carrier beside it. The first
/// that is there wins, and the leader says which that was. Immutable and pure.
///
/// - Running → Choosing: the leader takes a connection on which both have shown who they are.
/// - Choosing, Running → Tcp: both know of that choice; the other carrier is closed.
/// - Running → Base: the leader's other carrier has opened, or, for the follower, the leader says
///   so on it.
/// - Running → Over: the other carrier has failed and nobody was met; whichever comes last.
/// - any → Over: what was chosen has failed, or nobody wants it any more.
///
/// @param baseFault why the other carrier has failed, if it has
/// @param rival whether there may be a connection
record Race(boolean leading, Phase phase, Optional<Fault> baseFault, Rival rival) {
  /// What is known of the connection over TCP.
  enum Rival {
    /// One side offers none: no word of the leader is needed.
    NEVER,
    POSSIBLE,
    /// Nobody was met.
    GONE
  }

  enum Phase {
    RUNNING,
    CHOOSING,
    BASE,
    TCP,
    OVER
  }

  /// Why there is no link. See [dev.starshell.syncshell.carrier.CarrierFactory.BundleListener].
  record Fault(int association, String code, String sentence) {
    static Fault of(TcpFault fault) {
      return new Fault(0, fault.name(), fault.sentence());
    }
  }

  static Race begin(boolean leading) {
    return new Race(leading, Phase.RUNNING, Optional.empty(), Rival.POSSIBLE);
  }

  private Race to(Phase next) {
    return new Race(leading, next, baseFault, rival);
  }

  /// The other carrier has opened. The follower waits for the leader's word, if there is one.
  Race baseOpened() {
    boolean decides = leading || rival == Rival.NEVER;
    return phase == Phase.RUNNING && decides ? to(Phase.BASE) : this;
  }

  /// Whether the leader says on the other carrier that it is chosen.
  boolean hasWord() {
    return rival != Rival.NEVER;
  }

  Race baseFailed(Fault fault) {
    Race failed = new Race(leading, phase, Optional.of(fault), rival);
    return switch (phase) {
      case RUNNING -> rival == Rival.POSSIBLE ? failed : failed.to(Phase.OVER);
      case CHOOSING -> failed;
      case BASE -> failed.to(Phase.OVER);
      case TCP, OVER -> this;
    };
  }

  /// There will be no connection.
  Race without(Rival known) {
    Race alone = new Race(leading, phase, baseFault, known);
    return phase == Phase.RUNNING && baseFault.isPresent() ? alone.to(Phase.OVER) : alone;
  }

  /// The leader says on the other carrier that it has chosen it.
  Race peerChoseBase() {
    return phase == Phase.RUNNING && !leading ? to(Phase.BASE) : this;
  }

  /// The leader takes a connection.
  Race taken() {
    return phase == Phase.RUNNING && leading ? to(Phase.CHOOSING) : this;
  }

  /// Both know that a connection was chosen.
  Race met() {
    return phase == (leading ? Phase.CHOOSING : Phase.RUNNING) ? to(Phase.TCP) : this;
  }

  /// What was chosen is lost.
  Race tcpFailed() {
    return phase == Phase.CHOOSING || phase == Phase.TCP ? to(Phase.OVER) : this;
  }

  Race ended() {
    return to(Phase.OVER);
  }
}
