package dev.starshell.harness.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/// What the harness writes into a host's `host.yaml`. JSON is YAML, too.
public final class MemberSettings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode root;

  private MemberSettings(ObjectNode root) {
    this.root = root;
  }

  /// Four associations, eight channels, everything accepted and installed at once, code as well, no
  /// limits.
  ///
  /// @param memberName how others see the member
  /// @param relayPort of the host's relay
  public static MemberSettings of(String memberName, int relayPort) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode relay = root.putObject("relay");
    relay.put("port", relayPort).put("bind", "127.0.0.1");
    relay.putArray("advertise").add("127.0.0.1:" + relayPort);
    ObjectNode sync = root.putObject("plugins").putObject("syncshell");
    sync.put("member-name", memberName).put("accept", "auto").putArray("ice-servers");
    // The generated mods have code in them, and nobody is there to approve each.
    sync.putObject("install")
        .put("folder", "mods")
        .put("removed", "keep")
        .putObject("policy")
        .put("code", "install");
    sync.putObject("scan").put("interval", "60s");
    // On one machine every member can be reached, and nothing would go over WebRTC.
    sync.putObject("direct").put("tcp", "off");
    return new MemberSettings(root).withLanes(4, 8);
  }

  /// With another upload limit, such as `3 MiB/s`.
  public MemberSettings withUpload(String rate) {
    return with("limit", "upload", rate);
  }

  /// With other parallelism.
  public MemberSettings withLanes(int associations, int channels) {
    ObjectNode changed = root.deepCopy();
    sync(changed).put("associations", associations).put("channels", channels);
    return new MemberSettings(changed);
  }

  /// With another number of threads that hash; 0 for one each core.
  public MemberSettings withScanThreads(int threads) {
    ObjectNode changed = root.deepCopy();
    sync(changed).withObjectProperty("scan").put("threads", threads);
    return new MemberSettings(changed);
  }

  /// With another free disk space that receiving leaves, such as `1 GiB`.
  public MemberSettings withReserve(String size) {
    return with("store", "reserve", size);
  }

  /// With what happens to archives that have code in them: `install`, `hold` or `refuse`.
  public MemberSettings withCode(String treatment) {
    ObjectNode changed = root.deepCopy();
    sync(changed).withObjectProperty("install").withObjectProperty("policy").put("code", treatment);
    return new MemberSettings(changed);
  }

  /// With what happens to archives that their owner has removed: `keep` or `delete`.
  public MemberSettings withRemoved(String treatment) {
    return with("install", "removed", treatment);
  }

  /// With its relay bound to every address, and another one than the loopback's in invites.
  public MemberSettings withRelayAt(String address) {
    ObjectNode changed = root.deepCopy();
    ObjectNode relay = changed.withObjectProperty("relay");
    relay.put("bind", "0.0.0.0");
    relay.putArray("advertise").add(address + ":" + relay.path("port").asInt());
    return new MemberSettings(changed);
  }

  /// With a port for metrics and health.
  public MemberSettings withMetrics(int port) {
    ObjectNode changed = root.deepCopy();
    changed.putObject("admin").put("port", port);
    return new MemberSettings(changed);
  }

  /// With one more STUN or TURN server.
  public MemberSettings withIceServer(String url, String username, String credential) {
    ObjectNode changed = root.deepCopy();
    ObjectNode server = sync(changed).withArrayProperty("ice-servers").addObject();
    server.put("username", username).put("credential", credential).putArray("urls").add(url);
    return new MemberSettings(changed);
  }

  /// With a file that has the passphrase of the identity key.
  public MemberSettings withPassphraseFile(Path file) {
    return with("identity", "passphrase-file", file.toString());
  }

  /// With another answer to what members share: `auto` takes it, `ask` leaves it.
  public MemberSettings withAccept(String answer) {
    ObjectNode changed = root.deepCopy();
    sync(changed).put("accept", answer);
    return new MemberSettings(changed);
  }

  /// With content over TCP where that is possible; without this always over WebRTC.
  public MemberSettings withDirectTcp() {
    return with("direct", "tcp", "on");
  }

  /// With privacy mode: `off` or `relay-only`.
  public MemberSettings withPrivacy(String mode) {
    ObjectNode changed = root.deepCopy();
    sync(changed).put("privacy", mode);
    return new MemberSettings(changed);
  }

  private MemberSettings with(String section, String key, String value) {
    ObjectNode changed = root.deepCopy();
    sync(changed).withObjectProperty(section).put(key, value);
    return new MemberSettings(changed);
  }

  private static ObjectNode sync(ObjectNode settings) {
    return settings.withObjectProperty("plugins").withObjectProperty("syncshell");
  }

  /// The settings file.
  public String toYaml() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }
}
