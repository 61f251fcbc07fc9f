package dev.starshell.harness.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What was asked of the demo.
///
/// @param once whether to end after the last round, with an exit code that tells the result
/// @param keep whether the folder stays after the end
/// @param plain whether to print lines even on a terminal
/// @param small whether to generate few archives
/// @param seed of the generated archives
/// @param libraries folders to share; empty to generate archives
record DemoOptions(
    boolean once, boolean keep, boolean plain, boolean small, long seed, List<Path> libraries) {
  static final String USAGE =
      """
      usage: ./starshell demo [OPTIONS]

      Three host processes on this machine make a shell, share mods in both directions, and show
      each lane: channel, archive, bytes, receipts, high five. Then four archives are changed a
      little and synced again. Every received file is hashed and compared with its source.

        --once          end after the second round; exit 0 only if all is verified
        --library DIR   share copies of this folder instead of generated archives; may be repeated
        --small         generate 8 archives of 6 MB in all, instead of 40 of 96 MB
        --seed N        of the generated archives (default 1)
        --keep          leave homes, mods and logs in place at the end
        --plain         lines instead of a live view
      """;

  DemoOptions {
    libraries = List.copyOf(libraries);
  }

  /// The words could not be read. The message says why.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  static DemoOptions parse(String... words) throws UsageException {
    boolean once = false;
    boolean keep = false;
    boolean plain = false;
    boolean small = false;
    long seed = 1;
    List<Path> libraries = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      switch (words[i]) {
        case "--once" -> once = true;
        case "--keep" -> keep = true;
        case "--plain" -> plain = true;
        case "--small" -> small = true;
        case "--seed" -> seed = number(value(words, ++i));
        case "--library" -> libraries.add(folder(value(words, ++i)));
        default -> throw new UsageException("there is no option " + words[i]);
      }
    }
    if (small && !libraries.isEmpty()) {
      throw new UsageException("--small is for generated archives, --library brings others");
    }
    return new DemoOptions(once, keep, plain, small, seed, libraries);
  }

  private static String value(String[] words, int index) throws UsageException {
    if (index >= words.length) {
      throw new UsageException(words[index - 1] + " needs a value");
    }
    return words[index];
  }

  private static long number(String word) throws UsageException {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException _) {
      throw new UsageException("--seed " + word + " is not a number");
    }
  }

  private static Path folder(String word) throws UsageException {
    Path folder = Path.of(word).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new UsageException("--library " + folder + " is not a folder");
    }
    return folder;
  }
}
