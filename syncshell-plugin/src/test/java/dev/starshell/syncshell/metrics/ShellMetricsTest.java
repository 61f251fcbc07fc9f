package dev.starshell.syncshell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.metrics.Measurement;
import dev.starshell.syncshell.control.ConnectionsView;
import dev.starshell.syncshell.control.RecoveryControl;
import dev.starshell.syncshell.control.RecoveryStatsView;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.control.ShellsControl;
import dev.starshell.syncshell.control.ShellsControl.Chosen;
import dev.starshell.syncshell.control.ShellsControl.Numbered;
import dev.starshell.syncshell.control.StatusView;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class ShellMetricsTest {
  private static final StatusView STATUS =
      new StatusView(
          "raid",
          "ada",
          "owner",
          "up",
          "",
          1,
          1,
          2,
          false,
          false,
          true,
          new StatusView.Wanted(0, 0, 0),
          0,
          0,
          new StatusView.Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
          new StatusView.Trust(0, 0, List.of(), 0),
          new StatusView.Recovering(0, 0, "", "", 0, 0, 0, 0, List.of()),
          "");

  private static final RecoveryStatsView STATS =
      new RecoveryStatsView(0, Map.of(), 0, Map.of(), 0, 0, List.of(), 0, 0, 0, 0, 0, 0);

  /// Knows an answer to one or two questions, and fails at every other.
  private static <T> T answering(Class<T> port, Map<String, Supplier<Object>> answers) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, _) -> {
              Supplier<Object> answer = answers.get(method.getName());
              if (answer == null) {
                throw new UnsupportedOperationException(method.getName());
              }
              return answer.get();
            }));
  }

  private static Numbered shell(int number, Supplier<Object> status) {
    RecoveryControl recoveries = answering(RecoveryControl.class, Map.of("stats", () -> STATS));
    ShellControl shell =
        answering(ShellControl.class, Map.of("status", status, "recoveries", () -> recoveries));
    return new Numbered(number, answering(Chosen.class, Map.of("shell", () -> shell)));
  }

  @Test
  void aShellThatDoesNotAnswerHidesNoOtherAndEachIsAskedOnce() {
    AtomicInteger asked = new AtomicInteger();
    Numbered stuck =
        shell(
            1,
            () -> {
              throw new IllegalStateException("it is just ending");
            });
    Numbered well =
        shell(
            2,
            () -> {
              asked.incrementAndGet();
              return STATUS;
            });
    ShellsControl shells =
        answering(ShellsControl.class, Map.of("numbered", () -> List.of(stuck, well)));

    List<Measurement> all = new ShellMetrics(shells, () -> ConnectionsView.NONE).get();

    assertThat(all)
        .filteredOn(one -> one.name().equals("starshell_members"))
        .extracting(Measurement::labels)
        .containsExactly(Map.of("shell", "raid", "number", "2"));
    assertThat(asked).hasValue(1);
    assertThat(all)
        .filteredOn(one -> one.name().equals("starshell_altered_files"))
        .extracting(Measurement::value)
        .containsExactly((double) STATUS.altered());
  }
}
