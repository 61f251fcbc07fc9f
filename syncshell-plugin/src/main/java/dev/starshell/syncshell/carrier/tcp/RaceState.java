package dev.starshell.syncshell.carrier.tcp;

/// How far the race for a generation is. See [Race].
sealed interface RaceState {
  /// Nothing is chosen.
  ///
  /// @param rival what is known of a connection over TCP
  /// @param base what is known of the other carrier
  record Running(Rival rival, Base base) implements RaceState {
    static final Running BEGUN = new Running(Rival.UNKNOWN, new Pending());
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

  /// What is known of the other carrier.
  sealed interface Base {}

  /// It is being opened.
  record Pending() implements Base {}

  /// It is open on the leader's side; a connection over TCP may still come in a moment.
  record Ready() implements Base {}

  record Failed(Fault why) implements Base {}

  /// Why there is no link. See [dev.starshell.syncshell.carrier.CarrierFactory.BundleListener].
  record Fault(int association, String code, String sentence) {
    static Fault of(TcpFault fault) {
      return new Fault(0, fault.name(), fault.sentence());
    }
  }
}
