package dev.starshell.host.http;

import dev.starshell.api.signal.Doorkeeper;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.relay.RelayLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A relay on a free port of the loopback, with what its tests need at hand.
final class TestRelay implements AutoCloseable {
  static final Doorkeeper OPEN = (_, _) -> new Doorkeeper.Admission.Admitted();

  /// Lets in who says `friend`.
  static final Doorkeeper FRIENDS =
      (_, credential) ->
          new String(credential, StandardCharsets.US_ASCII).equals("friend")
              ? new Doorkeeper.Admission.Admitted()
              : new Doorkeeper.Admission.Refused("INVITE_EXPIRED", "The invite has expired.");

  final RelayService service;

  TestRelay(Path directory, RelayLimits limits) {
    this(directory, 0, limits);
  }

  TestRelay(Path directory, int port, RelayLimits limits) {
    service =
        new RelayService(
            new RelaySettings("127.0.0.1", port, List.of(), limits), directory.resolve("relay"));
  }

  static StarId star(int number) {
    byte[] id = new byte[StarId.LENGTH_BYTES];
    Arrays.fill(id, (byte) number);
    return StarId.of(id);
  }

  HostedStar host(int star) throws SignalFailure {
    return service.host(star(star), OPEN);
  }

  StarConnection join(HostedStar hosted, int star, StarMember member) {
    return service.connect(member.ticket(star(star), hosted.addresses(), hosted.pin(), ""), member);
  }

  @Override
  public void close() {
    service.close();
  }
}
