package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.install.InstallPlan.Change;
import dev.starshell.syncshell.install.InstallPlan.Seat;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.store.FileStamp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Plans come back from the journal as they were.
final class InstallPlanCodecTest {
  private static final Root ONE = new Root(Sha256.of(new byte[] {1}));
  private static final Root TWO = new Root(Sha256.of(new byte[] {2}));

  private static final InstallPlan PLAN =
      new InstallPlan(
          "Raid night",
          Cause.ROLLED_BACK,
          Optional.of(InstallScene.BOB),
          "Bob",
          7,
          List.of(new Seat(InstallScene.BOB, "Raid night/Bob")),
          List.of(
              new Change(
                  0,
                  "hair/a.zip",
                  0,
                  Optional.of(ONE),
                  new FileStamp(5, Long.MIN_VALUE, "(dev=1,ino=2)"),
                  Optional.empty(),
                  0,
                  false),
              new Change(
                  0,
                  "hair/é.zip",
                  1,
                  Optional.empty(),
                  InstallPlan.NO_FILE,
                  Optional.of(TWO),
                  9,
                  true)));

  @Test
  void whatWasWrittenIsRead() {
    assertThat(InstallPlanCodec.read(InstallPlanCodec.write(PLAN))).contains(PLAN);
  }

  @Test
  void whatIsCutShortIsNoPlan() {
    byte[] whole = InstallPlanCodec.write(PLAN).toArray();

    for (int length = 0; length < whole.length; length++) {
      assertThat(InstallPlanCodec.read(Bytes.copyOf(Arrays.copyOf(whole, length)))).isEmpty();
    }
    assertThat(InstallPlanCodec.read(Bytes.copyOf(Arrays.copyOf(whole, whole.length + 1))))
        .isEmpty();
  }
}
