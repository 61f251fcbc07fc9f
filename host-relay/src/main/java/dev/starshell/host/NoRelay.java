package dev.starshell.host;

import dev.starshell.api.signal.Doorkeeper;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarId;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;

/// The signalling of a host without a relay: everything is refused with a clear word.
final class NoRelay implements Signalling {
  private static final String CODE = "RELAY_FAILED";
  private static final String SENTENCE = "This host was built without a relay; use a full build.";

  @Override
  public HostedStar host(StarId star, Doorkeeper doorkeeper) throws SignalFailure {
    throw new SignalFailure(CODE, SENTENCE);
  }

  @Override
  public StarConnection connect(StarTicket ticket, StarListener listener) {
    listener.disconnected(CODE, SENTENCE, false);
    return new Closed();
  }

  /// Never connected.
  private static final class Closed implements StarConnection {
    @Override
    public boolean send(MemberId to, int kind, byte[] payload) {
      return false;
    }

    @Override
    public void close() {}
  }
}
