package dev.starshell.harness.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What can be seen in one build of two builds being alike; `.ci/reproducible` makes two.
final class ReproducibleJarIT {
  private static final Installation BUILT = Installation.current();

  /// `project.build.outputTimestamp`.
  private static final LocalDateTime FIXED = LocalDateTime.of(2026, 1, 1, 0, 0);

  /// What the shade plugin writes for the JARs that it puts in whole, whatever the clock says.
  private static final Instant NESTED = Instant.parse("2017-11-28T00:21:29Z");

  @Test
  void eachEntryOfOurJarsStandsThereOnceWithATimeThatNoClockOfTheBuildHasGiven()
      throws IOException {
    Set<LocalDateTime> libraries = timesInLibraries();
    for (Path file : ours()) {
      try (JarFile jar = new JarFile(file.toFile())) {
        Set<String> seen = new HashSet<>();
        for (JarEntry entry : jar.stream().toList()) {
          String name = entry.getName();
          assertThat(seen.add(name)).as("%s in %s", name, file).isTrue();
          if (name.endsWith(".jar")) {
            assertThat(entry.getLastModifiedTime().toInstant()).as(name).isEqualTo(NESTED);
          } else if (!entry.getTimeLocal().equals(FIXED)) {
            // Of others, merged into the plugin JAR: as in the library that it came from.
            assertThat(file).as("%s has another time", name).isEqualTo(BUILT.pluginJar());
            assertThat(libraries).as(name).contains(entry.getTimeLocal());
          }
        }
        assertThat(seen).as("entries of %s", file).isNotEmpty();
      }
    }
  }

  @Test
  void theFilesOfEachJarOfOneModuleAreInTheOrderOfTheirNames() throws IOException {
    for (Path file : ours()) {
      if (file.equals(BUILT.pluginJar())) {
        // Made of many: in the order of the dependencies.
        continue;
      }
      try (JarFile jar = new JarFile(file.toFile())) {
        List<String> names =
            jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith("dev/") && !name.endsWith("/"))
                .toList();
        assertThat(names).as(file.toString()).isNotEmpty().isSorted();
      }
    }
  }

  @Test
  void noFileInOurJarsHasThePlaceOfTheBuildInIt() throws IOException {
    String place = BUILT.root().toRealPath().toString();
    for (Path file : ours()) {
      try (JarFile jar = new JarFile(file.toFile())) {
        for (JarEntry entry : jar.stream().filter(it -> !it.isDirectory()).toList()) {
          if (entry.getName().endsWith(".jar")) {
            continue;
          }
          try (InputStream in = jar.getInputStream(entry)) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(text.contains(place)).as("%s in %s", entry.getName(), file).isFalse();
          }
        }
      }
    }
  }

  /// The times of all entries in the libraries of others. What is merged from several, and folders,
  /// take the time of one of them.
  private static Set<LocalDateTime> timesInLibraries() throws IOException {
    Set<LocalDateTime> times = new HashSet<>();
    Path folder = BUILT.root().resolve("src-test-harness/target/harness/lib");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".jar")).toList()) {
        try (JarFile jar = new JarFile(file.toFile())) {
          jar.stream().forEach(entry -> times.add(entry.getTimeLocal()));
        }
      }
    }
    return times;
  }

  private static List<Path> ours() throws IOException {
    try (Stream<Path> api = Files.list(BUILT.root().resolve("plugin-api/target"))) {
      Path jar = api.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
      return List.of(jar, BUILT.hostJar(), BUILT.pluginJar());
    }
  }
}
