package dev.starshell.syncshell.carrier.sealed;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier;
import dev.starshell.syncshell.crypto.seal.Session;
import java.util.List;

/// Seals what another carrier carries. Session descriptions and candidates pass unchanged; the keys
/// of an association hang on the certificates that both of its descriptions name.
public final class SealingCarrier implements SecureCarrier {
  private final CarrierFactory carrier;

  /// @param carrier stays the caller's, who also closes it
  public SealingCarrier(CarrierFactory carrier) {
    this.carrier = carrier;
  }

  @Override
  public List<String> servers() {
    return carrier.servers();
  }

  @Override
  public Bundle open(BundleSettings settings, Session session, SecureListener listener) {
    SealedLanes lanes = new SealedLanes(settings, session);
    OpeningListener opening = new OpeningListener(lanes, settings, listener);
    try {
      Bundle bundle = carrier.open(settings, opening);
      lanes.carriedBy(bundle);
      return new SealedBundle(bundle, lanes, opening);
    } catch (RuntimeException | Error e) {
      lanes.close();
      throw e;
    }
  }
}
