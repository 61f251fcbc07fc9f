package dev.starshell.host;

import dev.starshell.api.settings.Settings;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.host.http.RelaySettings;
import dev.starshell.host.relay.RelayLimits;
import dev.starshell.host.relay.RelayLimits.Rate;

/// Reads the relay's settings out of the host's.
final class RelayConfig {
  private static final double SECONDS_OF_MINUTE = 60;

  private RelayConfig() {}

  /// The settings under `relay`.
  static RelaySettings of(Settings host) {
    return new RelaySettings(
        host.text("relay.bind"),
        (int) host.integer("relay.port"),
        host.texts("relay.advertise").stream().map(RelayConfig::address).toList(),
        limits(host));
  }

  private static RelayLimits limits(Settings host) {
    RelayLimits standard = RelayLimits.standard();
    RelayLimits.Door door = standard.door();
    RelayLimits.Traffic traffic = standard.traffic();
    return standard
        .withMembersMax((int) host.integer("relay.members-max"))
        .withDoor(
            new RelayLimits.Door(
                door.connectionsMax(),
                (int) host.integer("relay.connections-per-address-max"),
                door.pendingMax(),
                door.failuresMax(),
                door.isLocalExempt()))
        .withTraffic(
            new RelayLimits.Traffic(
                new Rate(
                    host.integer("relay.messages-burst"),
                    host.integer("relay.messages-per-minute") / SECONDS_OF_MINUTE),
                traffic.bytes(),
                traffic.excessMax(),
                traffic.queueMessagesMax(),
                (int) host.sizeBytes("relay.queue-max")));
  }

  /// The schema has checked the form, `host:port` or `[v6]:port`.
  private static RelayAddress address(String written) {
    int colon = written.lastIndexOf(':');
    String host = written.substring(0, colon);
    return new RelayAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(written.substring(colon + 1)));
  }
}
