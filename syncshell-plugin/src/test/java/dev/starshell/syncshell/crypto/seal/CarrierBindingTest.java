package dev.starshell.syncshell.crypto.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CarrierBindingTest {
  private static final Digest ONE = Sha256.of(new byte[] {1});
  private static final Digest TWO = Sha256.of(new byte[] {2});

  @Test
  void fingerprintsAreReadInAnyCaseOnceEach() {
    String sdp =
        "v=0\r\na=fingerprint:sha-256 "
            + text(ONE).toLowerCase(Locale.ROOT)
            + "\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nA=Fingerprint:SHA-256 "
            + text(TWO)
            + "\r\na=fingerprint:sha-256 "
            + text(ONE)
            + "\r\n";

    assertThat(CarrierBinding.fingerprintsOf(sdp)).hasValue(Set.of(ONE, TWO));
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    String good = "a=fingerprint:sha-256 " + text(ONE) + "\r\n";

    assertThat(CarrierBinding.fingerprintsOf("v=0\r\n")).isEmpty();
    assertThat(CarrierBinding.fingerprintsOf(good + "a=fingerprint:sha-1 00:11\r\n")).isEmpty();
    assertThat(CarrierBinding.fingerprintsOf(good + "a=fingerprint:sha-256 00:11\r\n")).isEmpty();
    assertThat(CarrierBinding.fingerprintsOf(good + "a=fingerprint:\r\n")).isEmpty();
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= CarrierBinding.FINGERPRINTS_MAX; i++) {
      many.append("a=fingerprint:sha-256 ")
          .append(text(Sha256.of(new byte[] {(byte) i})))
          .append("\r\n");
    }
    assertThat(CarrierBinding.fingerprintsOf(many.toString())).isEmpty();
  }

  @Test
  void theOrderOfFingerprintsMeansNothingAndTheSideDoes() {
    assertThat(CarrierBinding.dtls(Set.of(ONE, TWO), Set.of(ONE)))
        .isEqualTo(CarrierBinding.dtls(Set.of(TWO, ONE), Set.of(ONE)))
        .isNotEqualTo(CarrierBinding.dtls(Set.of(ONE), Set.of(ONE, TWO)));
    assertThat(CarrierBinding.relayed(ONE))
        .isEqualTo(CarrierBinding.relayed(ONE))
        .isNotEqualTo(CarrierBinding.relayed(TWO));
    assertThatThrownBy(() -> CarrierBinding.dtls(Set.of(), Set.of(ONE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String text(Digest digest) {
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest.toBytes());
  }
}
