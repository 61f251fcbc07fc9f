package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.until;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.webrtc.WebRtcCarrier;
import dev.starshell.syncshell.carrier.webrtc.WebRtcSettings;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.seal.CarrierBinding;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be read at the relay's place while two members link over the real stack.
final class RelayEyesIT {
  /// What is shorter may stand in sealed bytes by chance.
  private static final int TELLING_CHARS = 7;

  @TempDir Path temp;

  @Test
  void noSessionDescriptionCandidateOrFingerprintCanBeReadAtTheRelay() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    try (WebRtcCarrier one = carrier();
        WebRtcCarrier other = carrier();
        TestShell shell = new TestShell(temp, "ada", "bob")) {
      shell.member(0).wire = _ -> new TappedCarrier(one, told);
      shell.member(1).wire = _ -> new TappedCarrier(other, told);
      byte[] file = shell.member(0).write("mods", "a.zip", 1, 3_000_000);
      shell.begin();
      shell.member(0).share("mods");
      until(() -> shell.member(1).installed().size() == 1);

      assertThat(shell.member(1).installed().get("ada/mods/a.zip")).isEqualTo(file);
      assertThat(told).anyMatch(text -> text.startsWith("candidate:"));
      Set<String> secrets = secretsOf(told);
      assertThat(secrets).hasSizeGreaterThan(20).contains("a=setup:actpass");
      for (MemoryRelay.Envelope routed : shell.relay.routed) {
        String seen = new String(routed.payload(), ISO_8859_1);
        assertThat(secrets).noneMatch(seen::contains);
      }
      assertThat(shell.relay.routed)
          .extracting(routed -> routed.message().getClass().getSimpleName())
          .contains(name(SignalMessage.Handshake.class), name(SignalMessage.Sealed.class))
          .doesNotContain(
              name(SignalMessage.Offer.class),
              name(SignalMessage.Answer.class),
              name(SignalMessage.Candidates.class));
    }
  }

  /// Each line and word of what the carriers told, and each fingerprint in its binary form.
  private static Set<String> secretsOf(List<String> told) {
    Set<String> secrets = new TreeSet<>();
    for (String text : told) {
      for (String line : text.split("[\r\n]+")) {
        secrets.add(line);
        secrets.addAll(List.of(line.split(" ")));
      }
      for (Digest certificate : CarrierBinding.fingerprintsOf(text).orElse(Set.of())) {
        secrets.add(new String(certificate.toBytes(), ISO_8859_1));
        secrets.add(certificate.toHex());
      }
    }
    secrets.removeIf(secret -> secret.length() < TELLING_CHARS);
    return secrets;
  }

  private static String name(Class<?> message) {
    return message.getSimpleName();
  }

  private WebRtcCarrier carrier() throws Exception {
    return new WebRtcCarrier(temp.resolve("native"), List.of(), WebRtcSettings.DEFAULT);
  }
}
