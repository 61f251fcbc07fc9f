package dev.starshell.syncshell.carrier.tcp;

import java.util.Optional;

/// How far the race for a generation is. See [Race].
sealed interface RaceState {
  /// Nothing is chosen.
  ///
  /// @param rival what is known of a connection over TCP
  /// @param baseFault why the other carrier has failed, if it has
  record Running(Rival rival, Optional<Fault> baseFault) implements RaceState {
    static final Running BEGUN = new Running(Rival.UNKNOWN, Optional.empty());
  }

  /// The leader has taken a connection, and nobody knows whether its word has come.
  record Choosing() implements RaceState {}

  /// The other carrier is chosen.
  record OnBase() implements RaceState {}

  /// A connection is chosen.
  record OnTcp() implements RaceState {}

  record Over() implements RaceState {}

  /// What is known of a connection over TCP.
  enum Rival {
    /// What the other side offers is not known yet.
    UNKNOWN,
    POSSIBLE,
    /// Nobody was met.
    GONE,
    /// The other side offers none: no word of the leader is needed.
    NEVER
  }

  /// Why there is no link. See [dev.starshell.syncshell.carrier.CarrierFactory.BundleListener].
  record Fault(int association, String code, String sentence) {
    static Fault of(TcpFault fault) {
      return new Fault(0, fault.name(), fault.sentence());
    }
  }
}
