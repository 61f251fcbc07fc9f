package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.assertSame;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import dev.starshell.harness.scenario.PrivateNet.Capture;
import dev.starshell.harness.scenario.PrivateNet.Flow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two members in network namespaces of their own, with a cable between them, and every packet of
/// both counted.
class RelayOnlyHostIT {
  private static final Set<String> ANNS = Set.of("10.77.1.2", "10.77.3.1");
  private static final Set<String> BOBS = Set.of("10.77.2.2", "10.77.3.2");
  private static final int ICMP_V6 = 58;

  /// Where the system tells which groups it listens to. Source: RFC 9777 §5.2.14.
  private static final String GROUP_REPORTS = "ff02:0:0:0:0:0:0:16";

  private static final long LIBRARY_BYTES = 3_000_000;

  @TempDir Path temp;

  @BeforeEach
  void needsNamespacesAndTurn() throws Exception {
    assumeTrue(PrivateNet.isPossible(), "no right to make network namespaces");
    assumeTrue(OtherProgram.run("turnserver", "--version"), "no coturn here (turnserver)");
  }

  @Test
  void inPrivacyModeALibraryArrivesAndNoPacketGoesToTheOtherMember() throws Exception {
    List<Flow> ofAnn;
    List<Flow> ofBob;
    Path mods = library(temp.resolve("mods of Ann"), 71, 4, LIBRARY_BYTES, 0);
    try (PrivateNet net = new PrivateNet();
        HostLab lab = lab(net)) {
      Capture ann = net.capture("a");
      Capture bob = net.capture("b");

      share(net, lab, mods, "relay-only");

      assertPrivate(lab.member("Ann"));
      assertPrivate(lab.member("Bob"));
      ofAnn = ann.end();
      ofBob = bob.end();
    }

    assertThat(packets(ofAnn, flow -> flow.target().equals(PrivateNet.MIDDLE))).isGreaterThan(1000);
    assertThat(direct(ofAnn, BOBS)).isEmpty();
    assertThat(direct(ofBob, ANNS)).isEmpty();
    assertThat(elsewhere(ofAnn, ANNS)).isEmpty();
    assertThat(elsewhere(ofBob, BOBS)).isEmpty();
  }

  @Test
  void withoutItTheMembersSpeakToEachOther() throws Exception {
    List<Flow> ofAnn;
    Path mods = library(temp.resolve("mods of Ann"), 72, 4, LIBRARY_BYTES, 0);
    try (PrivateNet net = new PrivateNet();
        HostLab lab = lab(net)) {
      Capture ann = net.capture("a");

      share(net, lab, mods, "off");

      JsonNode status = lab.member("Bob").run("sync status").data();
      assertThat(status.path("privacy").asText()).isEqualTo("off");
      JsonNode connections = status.path("connections");
      assertThat(connections.path("direct").asInt() + connections.path("tcp").asInt()).isPositive();
      ofAnn = ann.end();
    }

    assertThat(packets(ofAnn, flow -> BOBS.stream().anyMatch(flow::touches))).isGreaterThan(100);
  }

  private HostLab lab(PrivateNet net) throws Exception {
    net.build();
    net.startTurn(temp);
    return Scenes.lab(temp);
  }

  /// Ann and Bob meet at a relay in the middle, and what Ann shares comes to Bob.
  private static void share(PrivateNet net, HostLab lab, Path mods, String privacy)
      throws IOException, InterruptedException {
    Member host = lab.startUnder(net.in("m"), "Host", settings -> settings(settings, privacy));
    Member ann = lab.startUnder(net.in("a"), "Ann", settings -> settings(settings, privacy));
    Member bob = lab.startUnder(net.in("b"), "Bob", settings -> settings(settings, privacy));
    Scenes.gather(host, ann, bob);
    ann.await("both others", SYNC_MAX, member -> member.status().links() == 2);

    ann.share(mods, LIBRARY);
    awaitCopy(bob, ann, mods);

    assertSame(bob, ann, mods);
  }

  /// Direct TCP is wished for, which privacy mode overrules.
  private static MemberSettings settings(MemberSettings settings, String privacy) {
    return settings
        .withDirectTcp()
        .withRelayAt(PrivateNet.MIDDLE)
        .withIceServer(
            "turn:" + PrivateNet.MIDDLE + ":" + PrivateNet.TURN_PORT,
            PrivateNet.TURN_USER,
            PrivateNet.TURN_PASSWORD)
        .withPrivacy(privacy);
  }

  /// Two links of four connections each.
  private static void assertPrivate(Member member) throws IOException {
    BridgeReply reply = member.run("sync status");
    JsonNode status = reply.data();
    assertThat(String.join("\n", reply.lines()))
        .contains("privacy relay-only · 8 of 8 connections over a TURN server");
    assertThat(status.path("privacy").asText()).isEqualTo("relay-only");
    assertThat(status.path("connections").path("direct").asInt()).isZero();
    assertThat(status.path("connections").path("tcp").asInt()).isZero();
    assertThat(status.path("connections").path("relayed").asInt()).isEqualTo(8);
  }

  private static long packets(List<Flow> flows, Predicate<Flow> wanted) {
    return flows.stream().filter(wanted).mapToLong(Flow::count).sum();
  }

  private static List<Flow> direct(List<Flow> flows, Set<String> others) {
    return flows.stream().filter(flow -> others.stream().anyMatch(flow::touches)).toList();
  }

  /// What goes neither between a member and the middle nor within a member's own machine, but for
  /// what the system sends by itself when a cable comes up.
  private static List<Flow> elsewhere(List<Flow> flows, Set<String> own) {
    return flows.stream()
        .filter(flow -> flow.protocol() != ICMP_V6 && !flow.target().equals(GROUP_REPORTS))
        .filter(flow -> !flow.touches(PrivateNet.MIDDLE))
        .filter(flow -> !(isOwn(flow.source(), own) && isOwn(flow.target(), own)))
        .toList();
  }

  private static boolean isOwn(String address, Set<String> own) {
    return own.contains(address) || address.startsWith("127.");
  }
}
