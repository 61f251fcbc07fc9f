package dev.starshell.syncshell.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.archive.ArchivePolicy.Approval;
import dev.starshell.syncshell.archive.ArchivePolicy.Decision;
import dev.starshell.syncshell.archive.ArchivePolicy.Decision.Hold;
import dev.starshell.syncshell.archive.ArchivePolicy.Decision.Install;
import dev.starshell.syncshell.archive.ArchivePolicy.Decision.Refuse;
import dev.starshell.syncshell.archive.ArchivePolicy.Reason;
import dev.starshell.syncshell.archive.ArchivePolicy.Subject;
import dev.starshell.syncshell.archive.Verdict.NotAnArchive;
import dev.starshell.syncshell.archive.Verdict.Opaque;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ArchivePolicyTest {
  private static final MemberKey ADA = key(1);
  private static final MemberKey EVE = key(2);
  private static final Root ROOT = ChunkList.of(new byte[0]).root();
  private static final Duration DAY = Duration.ofHours(24);

  private static MemberKey key(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return Identity.fromSeed(bytes).key();
  }

  private static Verdict of(RawZip zip) throws IOException {
    return new Preflight(ArchiveLimits.DEFAULT).examine(new MemorySource(zip.bytes()));
  }

  private static Verdict jar() throws IOException {
    return of(new RawZip().stored("fabric.mod.json", "{}"));
  }

  private static Decision decide(
      ArchivePolicy policy, String name, Verdict verdict, Duration known) {
    return policy.decide(new Subject(ROOT, ADA, name, verdict, known));
  }

  private static ArchivePolicy approving(MemberKey sender, boolean isAtOnce) {
    return new ArchivePolicy(
        Set.of(ADA), Set.of(new Approval(ROOT, sender, isAtOnce)), Set.of(), Set.of(), DAY);
  }

  @Test
  void dataIsInstalledWhateverItIs() throws IOException {
    Verdict textures = of(new RawZip().stored("assets/a.png", "x"));

    for (Verdict verdict :
        new Verdict[] {
          textures, new NotAnArchive(Opaque.DATA), new NotAnArchive(Opaque.MARE_CHARACTER)
        }) {
      assertThat(decide(ArchivePolicy.DEFAULT, "a.zip", verdict, Duration.ZERO))
          .isEqualTo(new Install());
    }
  }

  @Test
  void codeIsHeldWhateverItIsCalled() throws IOException {
    Verdict nested = of(new RawZip().stored("pic.png", "PK\3\4 a jar"));
    Verdict program = of(new RawZip().stored("pic.png", "MZ program"));

    for (Verdict verdict :
        new Verdict[] {jar(), nested, program, new NotAnArchive(Opaque.PROGRAM)}) {
      assertThat(decide(ArchivePolicy.DEFAULT, "textures.png", verdict, DAY))
          .isEqualTo(new Hold(Reason.EXECUTABLE_BLOCKED));
    }
    assertThat(decide(ArchivePolicy.DEFAULT, "run.lua", new NotAnArchive(Opaque.DATA), DAY))
        .isEqualTo(new Hold(Reason.EXECUTABLE_BLOCKED));
  }

  @Test
  void anApprovalCountsForOneContentAndOneSenderAndAfterTheCoolDown() throws IOException {
    ArchivePolicy known = new ArchivePolicy(Set.of(ADA), Set.of(), Set.of(), Set.of(), DAY);

    assertThat(decide(known, "a.jar", jar(), DAY)).isEqualTo(new Hold(Reason.APPROVAL_MISSING));
    assertThat(decide(approving(EVE, true), "a.jar", jar(), DAY))
        .isEqualTo(new Hold(Reason.APPROVAL_MISSING));
    assertThat(decide(approving(ADA, false), "a.jar", jar(), DAY.minusNanos(1)))
        .isEqualTo(new Hold(Reason.COOLING_DOWN));
    assertThat(decide(approving(ADA, false), "a.jar", jar(), DAY)).isEqualTo(new Install());
    assertThat(decide(approving(ADA, true), "a.jar", jar(), Duration.ZERO))
        .isEqualTo(new Install());
  }

  @Test
  void refusalRejectionAndRecallComeBeforeAnyApproval() throws IOException {
    Set<Approval> approved = Set.of(new Approval(ROOT, ADA, true));
    ArchivePolicy rejected = new ArchivePolicy(Set.of(ADA), approved, Set.of(ROOT), Set.of(), DAY);
    ArchivePolicy recalled = new ArchivePolicy(Set.of(ADA), approved, Set.of(), Set.of(ROOT), DAY);
    Verdict bad = new Verdict.Refused(ArchiveRule.GAP, "bad", Optional.empty());

    assertThat(decide(rejected, "a.png", new NotAnArchive(Opaque.DATA), DAY))
        .isEqualTo(new Refuse(Reason.CONTENT_REJECTED));
    assertThat(decide(recalled, "a.jar", jar(), DAY)).isEqualTo(new Hold(Reason.CONTENT_RECALLED));
    assertThat(decide(approving(ADA, true), "a.jar", bad, DAY))
        .isEqualTo(new Refuse(Reason.ARCHIVE_REFUSED));
  }
}
