package dev.starshell.syncshell.carrier;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.List;

/// Port: makes the link of one generation between two members who have shaken hands. Thread: any.
public interface SecureCarrier {
  /// Begins the link of one generation. Frames are at most
  /// [dev.starshell.syncshell.crypto.seal.SealedFrames#CONTENT_BYTES_MAX] long.
  ///
  /// @param session its keys; taken over, and closed with the bundle at the latest
  Bundle open(BundleSettings settings, Session session, SecureListener listener);

  /// Names of the servers that help to make links, without passwords.
  default List<String> servers() {
    return List.of();
  }

  /// Hears of such a link.
  interface SecureListener extends BundleListener {
    /// A frame was not what the other side sealed, or came out of its turn. Nothing is received any
    /// more; [#failed] follows. Told at most once.
    void refused(PeerFault fault);
  }
}
