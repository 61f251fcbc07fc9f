package dev.starshell.harness.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of attacks in docs/SECURITY.md against the tests of all modules, as they were
/// compiled.
final class AttackTableIT {
  private static final int ATTACKS = 43;
  private static final Pattern ROW =
      Pattern.compile("^\\| (A\\d\\d) [^|]+\\| [^|]+\\| ([^|]+)\\| ([^|]+)\\|$");
  private static final Pattern SHOWN_BY = Pattern.compile("`(\\w+)\\.(\\w+)`");
  private static final Set<String> TESTS =
      Set.of("Test", "TestFactory", "ParameterizedTest", "RepeatedTest", "FuzzTest");

  private final Path root = Installation.current().root();

  @Test
  void everyAttackHasARowAndEveryRowItsTests() throws IOException {
    List<String> attacks = new ArrayList<>();
    for (String line : Files.readAllLines(root.resolve("docs/SECURITY.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        attacks.add(row.group(1));
        assertThat(SHOWN_BY.matcher(row.group(3)).results()).as(line).isNotEmpty();
      }
    }

    assertThat(attacks)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, ATTACKS).mapToObj("A%02d"::formatted).toList());
  }

  @Test
  void everyTestThatTheTableNamesIsThereAndRuns() throws IOException {
    Map<String, ClassModel> classes = compiledTests();
    List<String> wrong = new ArrayList<>();
    int named = 0;
    for (String line : Files.readAllLines(root.resolve("docs/SECURITY.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        for (var shown : SHOWN_BY.matcher(row.group(3)).results().toList()) {
          named++;
          if (!runs(classes.get(shown.group(1)), shown.group(2))) {
            wrong.add(row.group(1) + " " + shown.group());
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(named).isGreaterThan(2 * ATTACKS);
  }

  @Test
  void everyTestThatThePageOfLimitsNamesIsThereAndRuns() throws IOException {
    Map<String, ClassModel> classes = compiledTests();
    List<String> wrong = new ArrayList<>();
    int named = 0;
    for (String line : Files.readAllLines(root.resolve("docs/LIMITS.md"))) {
      for (var shown : SHOWN_BY.matcher(line).results().toList()) {
        if (shown.group(1).matches("\\w+(Test|IT|Fuzz)")) {
          named++;
          if (!runs(classes.get(shown.group(1)), shown.group(2))) {
            wrong.add(shown.group());
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(named).isGreaterThan(30);
  }

  @Test
  void aTestThatIsNotThereIsNoticed() throws IOException {
    Map<String, ClassModel> classes = compiledTests();
    ClassModel own = classes.get("AttackTableIT");

    assertThat(runs(own, "aTestThatIsNotThereIsNoticed")).isTrue();
    assertThat(runs(own, "compiledTests")).isFalse();
    assertThat(runs(own, "nothing")).isFalse();
    assertThat(runs(classes.get("NoSuchTest"), "nothing")).isFalse();
  }

  /// The test classes of all modules by their simple names.
  private Map<String, ClassModel> compiledTests() throws IOException {
    Map<String, ClassModel> found = new HashMap<>();
    for (String module :
        List.of("plugin-api", "host-relay", "syncshell-plugin", "src-test-harness")) {
      Path folder = root.resolve(module).resolve("target/test-classes");
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(AttackTableIT::isTestClass).toList()) {
          String name = String.valueOf(file.getFileName());
          found.put(
              name.substring(0, name.length() - ".class".length()), ClassFile.of().parse(file));
        }
      }
    }
    return found;
  }

  private static boolean isTestClass(Path file) {
    return String.valueOf(file.getFileName()).matches("\\w+(Test|IT|Fuzz)\\.class");
  }

  private static boolean runs(@org.jspecify.annotations.Nullable ClassModel model, String method) {
    return model != null
        && !annotations(model.findAttribute(Attributes.runtimeVisibleAnnotations()))
            .contains("Disabled")
        && model.methods().stream()
            .filter(found -> found.methodName().equalsString(method))
            .anyMatch(AttackTableIT::isRun);
  }

  private static boolean isRun(MethodModel method) {
    Set<String> annotations =
        annotations(method.findAttribute(Attributes.runtimeVisibleAnnotations()));
    return !annotations.contains("Disabled") && annotations.stream().anyMatch(TESTS::contains);
  }

  private static Set<String> annotations(Optional<RuntimeVisibleAnnotationsAttribute> attribute) {
    return attribute.stream()
        .flatMap(all -> all.annotations().stream())
        .map(one -> one.className().stringValue())
        .map(name -> name.substring(name.lastIndexOf('/') + 1, name.length() - 1))
        .collect(Collectors.toSet());
  }
}
