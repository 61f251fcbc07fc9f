package dev.starshell.syncshell.membership.log;

import static dev.starshell.syncshell.membership.log.Town.ADMIN;
import static dev.starshell.syncshell.membership.log.Town.GUEST;
import static dev.starshell.syncshell.membership.log.Town.MEMBER;
import static dev.starshell.syncshell.membership.log.Town.NOW;
import static dev.starshell.syncshell.membership.log.Town.OTHER_ADMIN;
import static dev.starshell.syncshell.membership.log.Town.OWNER;
import static dev.starshell.syncshell.membership.log.Town.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SequencerTest {
  private static final Invite SINGLE = Town.invite(9, 1);

  /// Two joiners, one of them twice, in random order and cut into random batches.
  @Test
  void ofTwoWhoRaceForASingleUseExactlyOneGetsInWhateverTheOrder() {
    Town start = Town.peopled();
    start.done(OWNER, Town.made(SINGLE, Role.MEMBER, false));
    Identity ann = Town.identity(60);
    Identity bob = Town.identity(61);
    List<Proposal> requests =
        List.of(Town.request(SINGLE, ann), Town.request(SINGLE, bob), Town.request(SINGLE, bob));
    int wonByAnn = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      List<Proposal> order = new ArrayList<>(requests);
      Random random = new Random(seed);
      Collections.shuffle(order, random);
      LogState state = start.state;
      List<Sequencer.TurnedAway> away = new ArrayList<>();
      for (int at = 0; at < order.size(); ) {
        int end = at + 1 + random.nextInt(order.size() - at);
        Sequencer.Ordered ordered = Sequencer.order(OWNER, state, order.subList(at, end), NOW);
        away.addAll(ordered.turnedAway());
        state = ordered.state();
        at = end;
      }

      boolean hasAnn = state.member(ann.key()).isPresent();
      assertThat(hasAnn).as("seed %d", seed).isNotEqualTo(state.member(bob.key()).isPresent());
      assertThat(away).as("seed %d", seed).hasSize(2);
      assertThat(away.stream().map(lost -> lost.refusal().code()))
          .as("seed %d", seed)
          .containsExactlyInAnyOrder(
              RefusalCode.INVITE_SPENT,
              hasAnn ? RefusalCode.INVITE_SPENT : RefusalCode.ALREADY_MEMBER);
      wonByAnn += hasAnn ? 1 : 0;
    }
    assertThat(wonByAnn).isBetween(200, 500);
  }

  @Test
  void actsThatLieTogetherDoNotMakeEachOtherStaleWithoutNeed() {
    Town town = Town.peopled();
    Proposal kick = town.act(ADMIN, new LogAct.Kick(GUEST.key(), Reason.NONE));
    Proposal rename = town.act(OTHER_ADMIN, new LogAct.SettingsChange(settings("Other")));
    Proposal first = town.act(OWNER, new LogAct.SettingsChange(settings("One")));
    Proposal second = town.act(OWNER, new LogAct.SettingsChange(settings("Two")));

    Sequencer.Ordered ordered =
        Sequencer.order(OWNER, town.state, List.of(kick, second, first, rename), NOW);

    assertThat(ordered.turnedAway()).isEmpty();
    assertThat(ordered.records().stream().map(LogRecord::proposal))
        .containsExactly(first, second, rename, kick);
  }

  @Test
  void anActThatNobodyHasSignedMovesNobodysPlace() {
    Town town = Town.peopled();
    Proposal first = town.act(OWNER, new LogAct.SettingsChange(settings("One")));
    Proposal rename = town.act(OTHER_ADMIN, new LogAct.SettingsChange(settings("Other")));
    Proposal.Signed kick =
        (Proposal.Signed) town.act(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    byte[] bytes = kick.toBytes().toArray();
    bytes[bytes.length - 1] ^= 1;
    Proposal forged = new Proposal.Signed(kick.content(), Bytes.copyOf(bytes));

    Sequencer.Ordered ordered =
        Sequencer.order(OWNER, town.state, List.of(forged, first, rename), NOW);

    assertThat(ordered.records().stream().map(LogRecord::proposal)).containsExactly(first, rename);
    assertThat(ordered.turnedAway())
        .singleElement()
        .satisfies(away -> {
          assertThat(away.proposal()).isEqualTo(forged);
          assertThat(away.refusal().code()).isEqualTo(RefusalCode.LOG_FORGED);
        });
  }

  @Test
  void aStrangersSealFindsNoPlace() {
    Town town = Town.peopled();

    assertThat(town.tried(MEMBER, town.act(ADMIN, new LogAct.Kick(GUEST.key(), Reason.NONE))))
        .contains(RefusalCode.LOG_SEALER);
    assertThat(town.state.member(GUEST.key())).isPresent();
  }

  @Test
  void moreProposalsThanAreTakenAreTurnedAwayAndNotLost() {
    Town town = Town.peopled();
    Proposal leave = town.act(MEMBER, new LogAct.Leave());
    List<Proposal> many = Collections.nCopies(300, leave);

    Sequencer.Ordered ordered = Sequencer.order(OWNER, town.state, many, NOW);

    assertThat(ordered.records()).hasSize(1);
    assertThat(ordered.turnedAway()).hasSize(299);
    assertThat(ordered.state().shell()).isEqualTo(SHELL);
  }

  private static ShellSettings settings(String name) {
    return ShellSettings.ofNew(new DisplayName(name));
  }
}
