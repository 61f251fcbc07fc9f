package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier.SecureListener;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.recovery.Reach;
import java.util.Optional;

/// What the runtime gives every link.
interface LinkParts {
  int associations();

  int channels();

  /// Sends a signed message through the relay; lost if the relay or the member is away.
  void signal(MemberKey to, SignalMessage message);

  /// The same; the relay keeps it for a while for a member that is away.
  ///
  /// @param generation the one that it is about; one of an older generation gives way to it
  void reconnect(MemberKey to, long generation, SignalMessage message);

  /// Makes a generation durable, then runs the task on the loop.
  void raiseGeneration(MemberKey peer, long generation, Runnable then);

  /// What this side knows of the shell; empty when it is in none.
  Optional<Standing> standing();

  /// Runs a task about a member on a thread that computes.
  ///
  /// @return false if there is no room for it
  boolean compute(MemberKey peer, Runnable task);

  /// Opens the bundle of a generation; takes its keys over.
  Bundle openBundle(BundleSettings settings, Session keys, SecureListener listener);

  /// Makes the session of a generation; it is started when the generation is bound.
  LinkSession session(MemberKey peer, long generation, Bundle bundle, BundleSettings settings);

  /// The link was bound or lost, or looks different.
  void changed(MemberKey peer);

  /// A signal of the peer was refused.
  void refused(MemberKey peer, PeerFault fault);

  /// The peer broke the protocol on a bound generation, which ends.
  void accuse(MemberKey peer, long generation, PeerFault fault);

  /// A code and what it means, for people.
  String trouble(MemberKey peer, FaultCode code);

  /// Whether the relay is there.
  boolean isRelayThere();

  /// Whom an attempt could reach.
  Reach reach(MemberKey peer);

  Recoveries recoveries();

  ShellLoop loop();

  Timers timers();
}
