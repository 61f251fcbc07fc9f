package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import dev.starshell.harness.lab.fault.Outcome.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/// Runs one scenario in a folder of its own, which is deleted unless it failed.
final class LabRun {
  private final Installation installation;
  private final LabOptions options;
  private final Consumer<String> show;

  LabRun(Installation installation, LabOptions options, Consumer<String> show) {
    this.installation = installation;
    this.options = options;
    this.show = show;
  }

  Outcome run(LabScenario scenario, Path top) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(top, "starshell-lab-" + scenario.name() + "-");
    long from = System.nanoTime();
    Findings findings = new Findings();
    Verdict verdict;
    String detail = "";
    try {
      scenario
          .body()
          .run(
              new Setting(
                  installation,
                  folder.toRealPath(),
                  options.seed(),
                  options,
                  said -> say(scenario, from, said)),
              findings);
      verdict = findings.missed().isEmpty() ? Verdict.OK : Verdict.MISSED;
      detail = verdict == Verdict.OK ? "" : "missed: " + String.join("; ", findings.missed());
    } catch (FaultNotInjectedException e) {
      verdict = Verdict.FAULT_NOT_INJECTED;
      detail = String.valueOf(e.getMessage());
    } catch (NotHereException e) {
      verdict = Verdict.SKIPPED;
      detail = String.valueOf(e.getMessage());
    } catch (IOException | RuntimeException e) {
      verdict = Verdict.FAILED;
      detail = e + "\nkept " + folder;
    }
    if (verdict != Verdict.FAILED) {
      HostLab.deleteTree(folder);
    }
    return new Outcome(
        scenario.name(),
        verdict,
        findings.faults(),
        findings.figures(),
        detail,
        Stage.seconds(from));
  }

  private void say(LabScenario scenario, long from, String said) {
    show.accept(
        String.format(Locale.ROOT, "[%s %5.1f s] %s", scenario.name(), Stage.seconds(from), said));
  }
}
