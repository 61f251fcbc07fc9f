package dev.starshell.syncshell.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// The key pair of an invite, which everybody who holds the invite's seed can make.
public final class InviteKeys {
  private static final byte[] LABEL = "starshell/1 invite-key".getBytes(StandardCharsets.US_ASCII);

  private InviteKeys() {}

  /// The pair of HKDF-SHA256(seed, info = "starshell/1 invite-key"). Source: RFC 5869.
  public static Identity ofSeed(byte[] seed) {
    try {
      byte[] derived =
          KDF.getInstance("HKDF-SHA256")
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addIKM(seed)
                      .thenExpand(LABEL, Identity.SEED_BYTES));
      return Identity.fromSeed(derived);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 25 has HKDF-SHA256", e);
    }
  }
}
