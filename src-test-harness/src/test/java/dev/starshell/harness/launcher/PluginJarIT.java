package dev.starshell.harness.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;

class PluginJarIT {
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-aarch64", "windows-x86_64", "macos-x86_64", "macos-aarch64");
  private static final List<String> LISTS =
      List.of(
          "dev/starshell/syncshell/carrier/webrtc/natives.sha256",
          "dev/starshell/syncshell/journal/sqlite/natives.sha256");

  @Test
  void theDescriptorNamesThePluginAndAClassThatIsThere() throws IOException {
    try (JarFile jar = jar()) {
      Properties descriptor = descriptor(jar);

      assertThat(descriptor.getProperty("id")).isEqualTo("syncshell");
      assertThat(descriptor.getProperty("version")).isNotBlank().doesNotContain("$");
      assertThat(descriptor.getProperty("api-version")).isEqualTo("1");
      String entryPoint = descriptor.getProperty("entry-point");
      assertThat(jar.getEntry(entryPoint.replace('.', '/') + ".class")).as(entryPoint).isNotNull();
    }
  }

  @Test
  void theNativesOfAllFivePlatformsTravelInWholeJars() throws IOException {
    try (JarFile jar = jar()) {
      List<String> resident = resident(jar);

      for (String platform : PLATFORMS) {
        String nested =
            resident.stream().filter(n -> n.contains(platform)).findFirst().orElseThrow();
        assertThat(names(jar, nested))
            .as(nested)
            .anyMatch(name -> name.matches(".*\\.(so|dll|dylib)"));
      }
    }
  }

  @Test
  void everyResidentJarThatTheDescriptorNamesIsThereAndNoOther() throws IOException {
    try (JarFile jar = jar()) {
      List<String> nested =
          jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".jar")).toList();

      assertThat(resident(jar)).hasSize(7).containsExactlyInAnyOrderElementsOf(nested);
    }
  }

  @Test
  void classesOfTheHostAreNotCarriedTwice() throws IOException {
    try (JarFile jar = jar()) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();

      assertThat(names)
          .noneMatch(name -> name.startsWith("org/slf4j/"))
          .noneMatch(name -> name.startsWith("org/jspecify/"))
          .noneMatch(name -> name.startsWith("dev/starshell/api/"))
          .noneMatch(name -> name.startsWith("dev/starshell/host/"));
    }
  }

  @Test
  void residentLibrariesAreNotUnpackedBesideTheirJars() throws IOException {
    try (JarFile jar = jar()) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();

      assertThat(names)
          .noneMatch(name -> name.startsWith("org/sqlite/"))
          .noneMatch(name -> name.startsWith("dev/onvoid/"));
    }
  }

  @Test
  void theOtherLibrariesAreInItWithoutTheirSignatures() throws IOException {
    try (JarFile jar = jar()) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();

      assertThat(names)
          .contains("com/fasterxml/jackson/dataformat/cbor/CBORFactory.class")
          .contains("com/google/common/collect/RangeSet.class")
          .contains("com/github/benmanes/caffeine/cache/Cache.class")
          .contains("org/bouncycastle/jce/provider/BouncyCastleProvider.class")
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"))
          .noneMatch(name -> name.endsWith("module-info.class"));
    }
  }

  @Test
  void theNativesInThePluginAreThoseOfItsListsAndOfTheVersionsTheyName() throws Exception {
    Map<String, String> listed = new TreeMap<>();
    Map<String, String> carried = new TreeMap<>();
    try (JarFile jar = jar()) {
      for (String list : LISTS) {
        String text = new String(bytes(jar, list), StandardCharsets.UTF_8);
        String[] subject = text.lines().findFirst().orElseThrow().split("[ :]", -1);
        List<String> nested =
            resident(jar).stream().filter(it -> it.contains("/" + subject[1] + "-")).toList();

        assertThat(nested)
            .as(
                "the list %s is of %s %s; docs/RELEASE.md says how to make it anew",
                list, subject[1], subject[2])
            .isNotEmpty()
            .allMatch(it -> it.contains("/" + subject[1] + "-" + subject[2]));
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .forEach(line -> listed.put(line.substring(66), line.substring(0, 64)));
      }
      for (String nested : resident(jar)) {
        carried.putAll(natives(jar, nested));
      }
    }
    assertThat(carried).hasSizeGreaterThan(5).isEqualTo(listed);
  }

  private static Map<String, String> natives(JarFile jar, String nested) throws Exception {
    Map<String, String> found = new TreeMap<>();
    try (JarInputStream in = new JarInputStream(jar.getInputStream(jar.getEntry(nested)))) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        if (entry.getName().matches(".*\\.(so|dll|dylib|jnilib)")) {
          byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
          found.put(entry.getName(), HexFormat.of().formatHex(digest));
        }
      }
    }
    return found;
  }

  private static byte[] bytes(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return in.readAllBytes();
    }
  }

  private static JarFile jar() throws IOException {
    return new JarFile(Installation.current().pluginJar().toFile());
  }

  private static Properties descriptor(JarFile jar) throws IOException {
    Properties descriptor = new Properties();
    try (InputStream in =
        jar.getInputStream(jar.getEntry("META-INF/starshell/plugin.properties"))) {
      descriptor.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return descriptor;
  }

  private static List<String> resident(JarFile jar) throws IOException {
    return List.of(descriptor(jar).getProperty("resident").split(" *, *", -1));
  }

  private static List<String> names(JarFile jar, String nested) throws IOException {
    List<String> names = new ArrayList<>();
    try (JarInputStream in = new JarInputStream(jar.getInputStream(jar.getEntry(nested)))) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }
}
