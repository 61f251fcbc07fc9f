package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.membership.Invite;
import java.util.ArrayList;
import java.util.List;

/// A town whose star a hostile host has, as the simulation begins.
final class HostedTown {
  static final List<Invite> SINGLES = List.of(Town.invite(31, 1), Town.invite(32, 1));

  /// An open invite whose seed was guessed.
  static final Invite GUESSED = guessed(SINGLES.getFirst());

  static final List<Proposal> REQUESTS = requests();
  static final Town START = start();

  private HostedTown() {}

  /// The hostile host is in office, two single-use invites are open.
  private static Town start() {
    Town town = Town.peopled();
    town.joined(Town.DOOR, HostileHost.HOST);
    SINGLES.forEach(one -> town.done(Town.OWNER, Town.made(one, Role.MEMBER, false)));
    town.done(Town.OWNER, new LogAct.HostChange(Town.place(HostileHost.HOST.key(), 3)));
    return town;
  }

  private static Invite guessed(Invite open) {
    return new Invite(
        open.shellName(),
        open.shell(),
        open.issuer(),
        open.inviteId(),
        Town.bytes(Invite.SEED_BYTES, 9),
        open.notAfter(),
        open.usesMax(),
        open.relayPin(),
        open.endpoints());
  }

  private static List<Proposal> requests() {
    List<Proposal> requests = new ArrayList<>();
    for (Invite invite : SINGLES) {
      for (int joiner = 60; joiner < 64; joiner++) {
        requests.add(Town.request(invite, Town.identity(joiner)));
      }
    }
    return List.copyOf(requests);
  }
}
