package dev.starshell.host.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// Collects what is wrong while a file is walked.
final class Problems {
  private final List<ConfigProblem> errors = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();

  void error(String code, Node at, String key, String sentence) {
    errors.add(problem(code, at, key, sentence));
  }

  void warning(String code, Node at, String key, String sentence) {
    warnings.add(problem(code, at, key, sentence));
  }

  void add(ConfigProblem problem) {
    errors.add(problem);
  }

  List<ConfigProblem> errors() {
    return sorted(errors);
  }

  List<ConfigProblem> warnings() {
    return sorted(warnings);
  }

  private static List<ConfigProblem> sorted(List<ConfigProblem> problems) {
    return problems.stream()
        .sorted(
            Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column))
        .toList();
  }

  private static ConfigProblem problem(String code, Node at, String key, String sentence) {
    Optional<Mark> mark = at.getStartMark();
    return new ConfigProblem(
        code,
        mark.map(Mark::getLine).orElse(-1) + 1,
        mark.map(Mark::getColumn).orElse(-1) + 1,
        key,
        sentence);
  }
}
