package dev.starshell.host;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parameters of a host process.
///
/// @param home its folder
/// @param config another config file than `host.yaml` in the home
/// @param bundledPlugins JARs that a new home starts with
public record HostOptions(Path home, Optional<Path> config, Optional<Path> bundledPlugins) {
  /// For people.
  public static final String USAGE = "--home DIR [--config FILE] [--bundled-plugins DIR]";

  private static final Set<String> NAMES = Set.of("--home", "--config", "--bundled-plugins");

  /// What the parameters of a process turned out to be.
  public sealed interface Parsed {
    /// In order.
    record Fine(HostOptions options) implements Parsed {}

    /// Not, and why.
    record Wrong(String sentence) implements Parsed {}
  }

  /// Reads the parameters of a process.
  public static Parsed parse(String[] args) {
    Map<String, Path> given = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i];
      if (!NAMES.contains(name)) {
        return new Parsed.Wrong("there is no parameter " + name);
      }
      if (i + 1 == args.length || args[i + 1].isBlank()) {
        return new Parsed.Wrong(name + " needs a value");
      }
      try {
        if (given.put(name, Path.of(args[i + 1])) != null) {
          return new Parsed.Wrong(name + " is given twice");
        }
      } catch (InvalidPathException _) {
        return new Parsed.Wrong(name + "=" + args[i + 1] + " is no path");
      }
    }
    Path home = given.get("--home");
    return home == null
        ? new Parsed.Wrong("--home is missing")
        : new Parsed.Fine(
            new HostOptions(
                home,
                Optional.ofNullable(given.get("--config")),
                Optional.ofNullable(given.get("--bundled-plugins"))));
  }
}
