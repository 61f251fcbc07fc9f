package dev.starshell.syncshell.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FailpointTest {
  @Test
  void aStepIsNamedWithOrWithoutHowOften() {
    assertThat(Failpoint.armed("CHUNK_WRITTEN")).contains(Failpoint.CHUNK_WRITTEN);
    assertThat(Failpoint.armed("chunk_written:3")).contains(Failpoint.CHUNK_WRITTEN);
    assertThat(Failpoint.count("CHUNK_WRITTEN:3")).hasValue(3);
    assertThat(Failpoint.count("CHUNK_WRITTEN")).isEmpty();
  }

  @Test
  void whatNamesNoStepArmsNothing() {
    assertThat(Failpoint.armed("")).isEmpty();
    assertThat(Failpoint.armed("NO_SUCH_STEP:1")).isEmpty();
    assertThat(Failpoint.count("CHUNK_WRITTEN:0")).isEmpty();
    assertThat(Failpoint.count("CHUNK_WRITTEN:x")).isEmpty();
  }

  @Test
  void aProcessThatWasNotToldPassesEveryStep() {
    for (Failpoint step : Failpoint.values()) {
      step.pass();
    }
  }
}
