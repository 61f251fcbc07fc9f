package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.AcceptPolicy;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.manifest.ManifestCodec;
import dev.starshell.syncshell.manifest.Quota;
import dev.starshell.syncshell.manifest.QuotaCount;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CatalogTest {
  private static final Identity ADA = identity(1);
  private static final Identity BOB = identity(2);
  private static final ShellId SHELL = ShellId.of(ADA.key(), new byte[32]);
  private static final Root ONE = root(1);
  private static final Root TWO = root(2);
  private static final Root THREE = root(3);

  private final Catalog catalog =
      new Catalog(AcceptPolicy.of(AcceptPolicy.Mode.AUTO), Quota.NONE, (_, _) -> false);

  @Test
  void whatTwoOfferIsFetchedFromOneOfThem() {
    offer(ADA, 1, entry("a.zip", ONE));
    offer(BOB, 1, entry("b.zip", ONE));

    Map<MemberKey, List<WantedRoot>> plan = plan(ADA, BOB);

    assertThat(
            plan.getOrDefault(ADA.key(), List.of()).size()
                + plan.getOrDefault(BOB.key(), List.of()).size())
        .isEqualTo(1);
  }

  @Test
  void whatTheStoreHasLostIsMissingAlsoIfItSaidOtherwiseShortlyBefore() {
    offer(ADA, 1, entry("a.zip", ONE));
    catalog.answered(Set.of(ONE), Set.of(ONE));
    assertThat(plan(ADA).getOrDefault(ADA.key(), List.of())).isEmpty();

    catalog.doubt(Set.of(ONE));
    catalog.answered(Set.of(ONE), Set.of());

    assertThat(plan(ADA).getOrDefault(ADA.key(), List.of())).hasSize(1);
  }

  @Test
  void whatASourceCannotSupplyIsFetchedFromTheOther() {
    offer(ADA, 1, entry("a.zip", ONE));
    offer(BOB, 1, entry("b.zip", ONE));
    boolean fromAda = !plan(ADA, BOB).getOrDefault(ADA.key(), List.of()).isEmpty();
    Identity first = fromAda ? ADA : BOB;
    Identity second = fromAda ? BOB : ADA;

    catalog.failed(first.key(), ONE);

    assertThat(plan(ADA, BOB).getOrDefault(first.key(), List.of())).isEmpty();
    assertThat(plan(ADA, BOB).getOrDefault(second.key(), List.of())).hasSize(1);
  }

  @Test
  void whatAStallingOrPausedSourceHoldsIsFetchedFromTheOtherUntilItIsForgiven() {
    for (FaultCode reason : List.of(FaultCode.PAUSED, FaultCode.STALLED, FaultCode.RATE_LIMITED)) {
      offer(ADA, 1, entry("a.zip", ONE), entry("c.zip", TWO), entry("d.zip", THREE));
      offer(BOB, 1, entry("b.zip", ONE), entry("e.zip", TWO));
      plan(ADA);
      try (Timers timers = new Timers("test")) {
        Detours detours = detours(timers);

        detours.failed(ADA.key(), ONE, reason);
        assertThat(plan(ADA, BOB).getOrDefault(BOB.key(), List.of()))
            .extracting(WantedRoot::root)
            .containsExactly(ONE);
        // The contract is over: nothing else waits for her, but what nobody else has.
        detours.dropped(ADA.key(), List.of(THREE), reason);
        assertThat(plan(ADA, BOB).getOrDefault(BOB.key(), List.of())).hasSize(2);
        assertThat(plan(ADA, BOB).getOrDefault(ADA.key(), List.of()))
            .extracting(WantedRoot::root)
            .containsExactly(THREE);
        assertThat(plan(ADA).getOrDefault(ADA.key(), List.of())).hasSize(1);

        detours.forgive(ADA.key(), Set.of(ONE, TWO));
        assertThat(plan(ADA).getOrDefault(ADA.key(), List.of())).hasSize(3);
      }
      catalog.clear();
    }
  }

  @Test
  void whatASourceTurnsOutNotToHaveIsNotForgivenWithItsStall() {
    offer(ADA, 1, entry("a.zip", ONE), entry("c.zip", TWO));
    offer(BOB, 1, entry("b.zip", ONE), entry("e.zip", TWO));
    try (Timers timers = new Timers("test")) {
      Detours detours = detours(timers);
      detours.dropped(ADA.key(), List.of(ONE, TWO), FaultCode.STALLED);

      detours.failed(ADA.key(), ONE, FaultCode.SOURCE_GONE);
      detours.forgive(ADA.key(), Set.of(ONE, TWO));
    }

    assertThat(plan(ADA).getOrDefault(ADA.key(), List.of()))
        .extracting(WantedRoot::root)
        .containsExactly(TWO);
  }

  @Test
  void aFailureOfOurOwnStoreIsNoReasonToAskAnother() {
    offer(ADA, 1, entry("a.zip", ONE));
    offer(BOB, 1, entry("b.zip", ONE));
    plan(ADA);
    try (Timers timers = new Timers("test")) {
      detours(timers).failed(ADA.key(), ONE, FaultCode.DISK_FULL);
    }

    assertThat(plan(ADA, BOB).getOrDefault(ADA.key(), List.of())).hasSize(1);
  }

  private Detours detours(Timers timers) {
    return new Detours(
        timers,
        new ShellLoop("test", () -> {}),
        catalog,
        () -> Set.of(ADA.key(), BOB.key()),
        () -> {});
  }

  @Test
  void aSourceIsAskedAgainAfterItsNextManifest() {
    offer(ADA, 1, entry("a.zip", ONE));
    catalog.failed(ADA.key(), ONE);
    assertThat(plan(ADA).getOrDefault(ADA.key(), List.of())).isEmpty();
    long before = catalog.news(ADA.key());

    offer(ADA, 2, entry("a.zip", ONE));

    assertThat(plan(ADA).getOrDefault(ADA.key(), List.of())).hasSize(1);
    assertThat(catalog.news(ADA.key())).isGreaterThan(before);
  }

  @Test
  void whatIsUnderWayMovesWhenItsLinkIsLost() {
    offer(ADA, 1, entry("a.zip", ONE));
    offer(BOB, 1, entry("b.zip", ONE));
    plan(ADA);

    assertThat(plan(BOB).getOrDefault(BOB.key(), List.of())).hasSize(1);
  }

  @Test
  void whatIsUnderWayMovesWhenItsSourceOffersItNoMore() {
    offer(ADA, 1, entry("a.zip", ONE));
    offer(BOB, 1, entry("b.zip", ONE));
    Identity first = plan(ADA, BOB).getOrDefault(ADA.key(), List.of()).isEmpty() ? BOB : ADA;
    Identity second = first == ADA ? BOB : ADA;

    offer(first, 2, entry("c.zip", TWO));

    assertThat(plan(ADA, BOB).getOrDefault(second.key(), List.of()))
        .extracting(WantedRoot::root)
        .containsExactly(ONE);
  }

  @Test
  void whatArrivedAfterTheQuestionStaysPresent() {
    offer(ADA, 1, entry("a.zip", ONE), entry("b.zip", TWO));
    catalog.arePresent(Set.of(ONE));

    catalog.answered(Set.of(ONE, TWO), Set.of());

    catalog.recompute(0);
    assertThat(catalog.isMissing(ONE)).isFalse();
    assertThat(catalog.isMissing(TWO)).isTrue();
  }

  @Test
  void whatTheStoreHasLostIsMissingAgain() {
    offer(ADA, 1, entry("a.zip", ONE));
    catalog.arePresent(Set.of(ONE));
    catalog.allAnswered();

    catalog.answered(Set.of(ONE), Set.of());

    catalog.recompute(0);
    assertThat(catalog.isMissing(ONE)).isTrue();
  }

  @Test
  void whatWasHereBeforeItsManifestIsInstallable() {
    catalog.arePresent(Set.of(ONE));

    offer(ADA, 1, entry("a.zip", ONE));

    assertThat(catalog.installable()).isEqualTo(Map.of(ADA.key(), Set.of(ONE)));
    assertThat(catalog.takenFrom(ADA.key())).containsExactly(ONE);
    catalog.areInstalled(ADA.key(), List.of(new Installed(ADA.key(), "mods/a.zip", ONE, true)));
    assertThat(catalog.installable()).isEmpty();
  }

  @Test
  void whatIsInstalledAtSomePlacesSaysNothingOfOthers() {
    catalog.arePresent(Set.of(ONE, TWO));
    offer(ADA, 1, entry("a.zip", ONE), entry("b.zip", TWO));
    Installed first = new Installed(ADA.key(), "mods/a.zip", ONE, true);
    Installed second = new Installed(ADA.key(), "mods/b.zip", TWO, true);

    catalog.areInstalled(ADA.key(), List.of("mods/a.zip"), List.of(first));
    assertThat(catalog.installable()).isEqualTo(Map.of(ADA.key(), Set.of(TWO)));
    catalog.areInstalled(ADA.key(), List.of("mods/b.zip"), List.of(second));
    assertThat(catalog.installable()).isEmpty();
    catalog.areInstalled(ADA.key(), List.of("mods/a.zip"), List.of());
    assertThat(catalog.installable()).isEqualTo(Map.of(ADA.key(), Set.of(ONE)));
  }

  @Test
  void whatIsOfferedAgainAndInstalledIsNotCountedAsKept() {
    catalog.arePresent(Set.of(ONE));
    offer(ADA, 1, entry("a.zip", ONE));
    Installed kept = new Installed(ADA.key(), "mods/a.zip", ONE, false);
    catalog.areInstalled(ADA.key(), List.of(kept));
    assertThat(catalog.view(MemberKey::toString, (_, _) -> false).getFirst().kept()).isEqualTo(1);

    Installed again = new Installed(ADA.key(), "mods/a.zip", ONE, true);
    catalog.areInstalled(ADA.key(), List.of("mods/a.zip"), List.of(again));

    assertThat(catalog.view(MemberKey::toString, (_, _) -> false).getFirst().kept()).isZero();
  }

  @Test
  void aMemberThatIsForgottenLeavesNothingMissing() {
    offer(ADA, 1, entry("a.zip", ONE));
    plan(ADA);

    catalog.forget(ADA.key());
    catalog.recompute(0);

    assertThat(catalog.missingCount()).isZero();
    assertThat(catalog.isEmpty()).isTrue();
    assertThat(plan(ADA).getOrDefault(ADA.key(), List.of())).isEmpty();
  }

  @Test
  void whatWaitsForAPullIsHeldAndNotMissing() {
    Catalog asking =
        new Catalog(AcceptPolicy.of(AcceptPolicy.Mode.ASK), Quota.NONE, (_, _) -> false);
    asking.offer(signed(ADA, 1, entry("a.zip", ONE)));
    asking.recompute(0);
    assertThat(asking.heldCount()).isEqualTo(1);
    assertThat(asking.missingCount()).isZero();

    asking.askAll();
    asking.recompute(0);

    assertThat(asking.heldCount()).isZero();
    assertThat(asking.missingCount()).isEqualTo(1);
  }

  @Test
  void whatIsBeyondAMembersQuotaIsNotMissingAndNotPlaced() {
    Catalog bounded = bounded(2_500, Long.MAX_VALUE);
    bounded.offer(signed(ADA, 1, entry("a.zip", ONE), entry("b.zip", TWO), entry("c.zip", THREE)));

    bounded.recompute(0);

    assertThat(bounded.missingCount()).isEqualTo(2);
    assertThat(bounded.isMissing(THREE)).isFalse();
    assertThat(bounded.overQuota())
        .isEqualTo(Map.of(ADA.key(), new QuotaCount.Refused(1, 1_000, false)));
    bounded.arePresent(Set.of(THREE));
    bounded.recompute(0);
    assertThat(bounded.installable()).isEqualTo(Map.of(ADA.key(), Set.of(THREE)));
  }

  @Test
  void whatIsHereIsCountedBeforeWhatIsOfferedLater() {
    Catalog bounded = bounded(2_000, Long.MAX_VALUE);
    bounded.arePresent(Set.of(TWO, THREE));
    bounded.offer(signed(ADA, 1, entry("a.zip", ONE), entry("b.zip", TWO), entry("c.zip", THREE)));

    bounded.recompute(2_000);

    assertThat(bounded.missingCount()).isZero();
    assertThat(bounded.installable()).isEqualTo(Map.of(ADA.key(), Set.of(TWO, THREE)));
    assertThat(bounded.overQuota().values())
        .extracting(QuotaCount.Refused::archives)
        .containsExactly(1);
  }

  @Test
  void oneMembersFloodLeavesTheOthersQuotaAlone() {
    Catalog bounded = bounded(1_000, Long.MAX_VALUE);
    bounded.offer(signed(ADA, 1, entry("a.zip", ONE), entry("b.zip", TWO)));
    bounded.offer(signed(BOB, 1, entry("c.zip", THREE)));

    bounded.recompute(0);

    assertThat(bounded.isMissing(THREE)).isTrue();
    assertThat(bounded.overQuota()).containsOnlyKeys(ADA.key());
  }

  @Test
  void theShellsQuotaCountsWhatTheStoreHoldsAndEachArchiveOnce() {
    Catalog bounded = bounded(Long.MAX_VALUE, 4_000);
    bounded.offer(signed(ADA, 1, entry("a.zip", ONE), entry("b.zip", TWO)));
    bounded.offer(signed(BOB, 1, entry("a.zip", ONE), entry("c.zip", THREE)));

    bounded.recompute(1_000);
    assertThat(bounded.missingCount()).isEqualTo(3);
    bounded.recompute(1_001);

    assertThat(bounded.missingCount()).isEqualTo(2);
    assertThat(bounded.overQuota().values().stream().filter(QuotaCount.Refused::ofShell))
        .hasSize(1);
  }

  @Test
  void aSourceIsHeldToItsOwnWordOnTheSize() {
    catalog.offer(signed(ADA, 1, new Entry("mods", "a.zip", 1, ONE)));
    catalog.offer(signed(BOB, 1, entry("a.zip", ONE)));

    assertThat(plan(ADA).get(ADA.key())).containsExactly(new WantedRoot(ONE, 1));
    assertThat(plan(BOB).get(BOB.key())).containsExactly(new WantedRoot(ONE, 1000));
  }

  private static Catalog bounded(long memberBytes, long shellBytes) {
    return new Catalog(
        AcceptPolicy.of(AcceptPolicy.Mode.AUTO),
        new Quota(memberBytes, shellBytes),
        (_, _) -> false);
  }

  private Map<MemberKey, List<WantedRoot>> plan(Identity... links) {
    catalog.recompute(0);
    return catalog.plan(Set.copyOf(Arrays.stream(links).map(Identity::key).toList()));
  }

  private void offer(Identity owner, long sequence, Entry... entries) {
    catalog.offer(signed(owner, sequence, entries));
    catalog.recompute(0);
  }

  private static SignedManifest signed(Identity owner, long sequence, Entry... entries) {
    return ManifestCodec.sign(
        owner,
        new Manifest(
            SHELL,
            owner.key(),
            sequence,
            sequence == 1 ? Manifest.NO_DIGEST : digest(9),
            Instant.EPOCH,
            List.of(entries)));
  }

  private static Entry entry(String path, Root root) {
    return new Entry("mods", path, 1000, root);
  }

  private static Identity identity(int fill) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) fill);
    return Identity.fromSeed(seed);
  }

  private static Digest digest(int fill) {
    byte[] bytes = new byte[Digest.LENGTH_BYTES];
    Arrays.fill(bytes, (byte) fill);
    return Digest.of(bytes);
  }

  private static Root root(int fill) {
    return new Root(digest(fill));
  }
}
