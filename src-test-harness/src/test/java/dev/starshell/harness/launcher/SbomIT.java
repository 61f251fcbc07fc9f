package dev.starshell.harness.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The lists of what is in our JARs, compared with what is in them.
final class SbomIT {
  private static final String NESTED = "META-INF/starshell/resident/";
  private static final Installation BUILT = Installation.current();

  /// One library of others.
  ///
  /// @param file as the build names its JAR
  private record Component(String file, String version, String sha256, int licences) {}

  @Test
  void eachLibraryInAnSbomHasItsVersionHashAndLicence() throws Exception {
    for (Map<String, Component> sbom : Set.of(ofPlugin(), ofHost())) {
      assertThat(sbom).isNotEmpty();
      assertThat(sbom.values())
          .allSatisfy(component -> {
            assertThat(component.version()).as(component.file()).isNotBlank();
            assertThat(component.sha256()).as(component.file()).hasSize(64);
            assertThat(component.licences()).as(component.file()).isPositive();
          });
    }
  }

  @Test
  void jLineIsListedUnderTheLicenceThatItHas() throws Exception {
    List<String> licences = new ArrayList<>();
    for (JsonNode one : read(BUILT.hostJar(), "host-relay").path("components")) {
      if (one.path("name").asText().equals("jline")) {
        one.path("licenses").forEach(it -> licences.add(it.at("/license/id").asText()));
      }
    }

    assertThat(licences).containsExactly("BSD-3-Clause");
  }

  @Test
  void theResidentJarsAreThoseOfThePluginsSbom() throws Exception {
    Map<String, String> listed = new TreeMap<>();
    ofPlugin().forEach((file, component) -> listed.put(file, component.sha256()));
    listed.keySet().removeIf(file -> Files.exists(libraries().resolve(file)) && !isResident(file));

    Map<String, String> nested = new TreeMap<>();
    try (JarFile jar = new JarFile(BUILT.pluginJar().toFile())) {
      for (JarEntry entry : jar.stream().filter(e -> e.getName().endsWith(".jar")).toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          nested.put(entry.getName().substring(NESTED.length()), sha256(in));
        }
      }
    }

    assertThat(nested).hasSize(7).isEqualTo(listed);
  }

  @Test
  void eachClassOfOthersComesFromALibraryOfThePluginsSbomAndEachOfTheseGivesSome()
      throws Exception {
    Map<String, Set<String>> libraryOf = new LinkedHashMap<>();
    Set<String> merged = new TreeSet<>();
    for (Component component : ofPlugin().values()) {
      if (isResident(component.file())) {
        continue;
      }
      Path file = libraries().resolve(component.file());
      try (InputStream in = Files.newInputStream(file)) {
        assertThat(sha256(in)).as(component.file()).isEqualTo(component.sha256());
      }
      merged.add(component.file());
      try (JarFile jar = new JarFile(file.toFile())) {
        jar.stream()
            .forEach(entry ->
                libraryOf
                    .computeIfAbsent(identity(entry), _ -> new TreeSet<>())
                    .add(component.file()));
      }
    }

    Set<String> giving = new TreeSet<>();
    try (JarFile jar = new JarFile(BUILT.pluginJar().toFile())) {
      for (JarEntry entry : jar.stream().filter(SbomIT::isClassOfOthers).toList()) {
        assertThat(libraryOf).as("bytes of %s", entry.getName()).containsKey(identity(entry));
        giving.addAll(libraryOf.getOrDefault(identity(entry), Set.of()));
      }
    }
    assertThat(giving).isEqualTo(merged);
  }

  @Test
  void theHostsFolderOfLibrariesIsItsSbom() throws Exception {
    Map<String, String> there = new TreeMap<>();
    Path folder = BUILT.hostJar().resolveSibling("lib");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          there.put(String.valueOf(file.getFileName()), sha256(in));
        }
      }
    }
    assertThat(there.keySet().removeIf(name -> name.startsWith("plugin-api-"))).isTrue();

    assertThat(there)
        .isEqualTo(
            ofHost().values().stream()
                .collect(Collectors.toMap(Component::file, Component::sha256)));
  }

  @Test
  void anSbomHoldsNothingThatDiffersBetweenTwoBuilds() throws Exception {
    for (JsonNode sbom :
        Set.of(read(BUILT.pluginJar(), "syncshell-plugin"), read(BUILT.hostJar(), "host-relay"))) {
      assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
      assertThat(sbom.has("serialNumber")).isFalse();
      assertThat(sbom.path("metadata").has("timestamp")).isFalse();
    }
  }

  private static Path libraries() {
    return BUILT.root().resolve("src-test-harness/target/harness/lib");
  }

  private static boolean isResident(String file) {
    return file.startsWith("webrtc-java-") || file.startsWith("sqlite-jdbc-");
  }

  private static boolean isClassOfOthers(JarEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().startsWith("dev/starshell/");
  }

  private static String identity(JarEntry entry) {
    return entry.getName() + ' ' + entry.getSize() + ' ' + entry.getCrc();
  }

  private static Map<String, Component> ofPlugin() throws IOException {
    return components(BUILT.pluginJar(), "syncshell-plugin");
  }

  private static Map<String, Component> ofHost() throws IOException {
    return components(BUILT.hostJar(), "host-relay");
  }

  private static Map<String, Component> components(Path jar, String name) throws IOException {
    Map<String, Component> found = new TreeMap<>();
    for (JsonNode one : read(jar, name).path("components")) {
      if (one.path("group").asText().equals("dev.starshell")) {
        continue;
      }
      String purl = one.path("purl").asText();
      int at = purl.indexOf("classifier=");
      String classifier = at < 0 ? "" : "-" + purl.substring(at + 11).split("&", -1)[0];
      String version = one.path("version").asText();
      String file = one.path("name").asText() + "-" + version + classifier + ".jar";
      String sha256 = "";
      for (JsonNode hash : one.path("hashes")) {
        sha256 =
            hash.path("alg").asText().equals("SHA-256") ? hash.path("content").asText() : sha256;
      }
      Component known =
          found.put(file, new Component(file, version, sha256, one.path("licenses").size()));
      assertThat(known).as("%s twice", file).isNull();
    }
    return found;
  }

  private static JsonNode read(Path jar, String name) throws IOException {
    String resource = "META-INF/sbom/" + name + ".cdx.json";
    try (JarFile open = new JarFile(jar.toFile())) {
      JarEntry entry = open.getJarEntry(resource);
      assertThat(entry)
          .as("%s in %s; Maven makes none with -o, build without it", resource, jar)
          .isNotNull();
      try (InputStream in = open.getInputStream(entry)) {
        return new ObjectMapper().readTree(in);
      }
    }
  }

  private static String sha256(InputStream in) throws IOException, GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
