package dev.starshell.harness.lab.fault;

import java.util.ArrayList;
import java.util.List;

/// What `./starshell lab` was told.
///
/// @param names of scenarios, in this order; empty for all of the usual run
/// @param drops of the scenario `drops`, over all pairs
/// @param files that are shared in it, over all pairs
/// @param gib that they have together
/// @param pairs of members that are dropped at once
/// @param waitScale what the waits between attempts are multiplied with in it
/// @param isTcp whether members may link over TCP, which they do unless the path is long
/// @param report the file that gets the table; empty for the usual one
record LabOptions(
    List<String> names,
    long seed,
    Drops drops,
    boolean isTcp,
    String report,
    boolean isList,
    boolean isHelp) {
  /// Read by hosts, for this lab only. Source: docs/RELIABILITY.md.
  static final String WAIT_SCALE_PROPERTY = "starshell.test.timeScale";

  static final String USAGE =
      """
      usage: ./starshell lab [NAME…] [OPTIONS]

        NAME…            scenarios, in this order; without a name: all but the longest
        --list           what there is
        --seed N         of content and of all links (1)
        --drops N        drops of the scenario "drops" (8), over all pairs
        --files N        files that are shared in it (60), over all pairs
        --gib X          and how large they are together (0.0625)
        --pairs N        pairs of members that are dropped at the same time (1)
        --scale X        what waits between attempts are multiplied with in "drops" (0.1)
        --tcp            with direct TCP where a path is short enough (without: WebRTC alone)
        --report FILE    gets the table as text (target/lab/report.txt)

      "drops-1000" is the long run: 1,000 drops, 2,000 files with 2 GiB, three pairs;
      a good hour is expected on a quiet machine with two cores.
      Ended early (Ctrl-C), "drops" and it print what they have found so far.

      Real hosts in network namespaces, every packet between them through one program. Needs Linux
      and root; without, it says so and does nothing. docs/RELIABILITY.md.
      """;

  LabOptions {
    names = List.copyOf(names);
  }

  /// The scenario `drops`.
  record Drops(int drops, int files, double gib, int pairs, double waitScale) {
    static final Drops USUAL = new Drops(8, 60, 0.0625, 1, 0.1);

    /// Those of the figure that is asked for. Many pairs at once: most of a drop's time goes by
    /// until a silent path is given up, and needs no processor.
    static final Drops THOUSAND = new Drops(1_000, 2_000, 2, 3, 0.1);

    Drops {
      if (drops < 1 || pairs < 1 || files < pairs || drops < pairs) {
        throw new IllegalArgumentException(
            "--pairs " + pairs + " is more than --drops " + drops + " or --files " + files);
      }
      if (!(gib > 0 && gib <= 64) || !(waitScale > 0 && waitScale <= 1)) {
        throw new IllegalArgumentException(
            "--gib " + gib + " is outside 0 to 64, or --scale " + waitScale + " outside 0 to 1");
      }
    }

    long bytes() {
      return (long) (gib * (1L << 30));
    }
  }

  /// The same with other drops.
  LabOptions with(Drops other) {
    return new LabOptions(names, seed, other, isTcp, report, isList, isHelp);
  }

  static LabOptions parse(List<String> words) {
    List<String> names = new ArrayList<>();
    long seed = 1;
    double drops = Drops.USUAL.drops();
    double files = Drops.USUAL.files();
    double gib = Drops.USUAL.gib();
    double pairs = Drops.USUAL.pairs();
    double scale = Drops.USUAL.waitScale();
    String report = "";
    boolean isTcp = false;
    boolean isList = false;
    boolean isHelp = false;
    for (int place = 0; place < words.size(); place++) {
      String word = words.get(place);
      switch (word) {
        case "--help", "-h" -> isHelp = true;
        case "--tcp" -> isTcp = true;
        case "--list" -> isList = true;
        case "--seed" -> seed = (long) number(words, ++place, word);
        case "--drops" -> drops = number(words, ++place, word);
        case "--files" -> files = number(words, ++place, word);
        case "--gib" -> gib = number(words, ++place, word);
        case "--pairs" -> pairs = number(words, ++place, word);
        case "--scale" -> scale = number(words, ++place, word);
        case "--report" -> report = value(words, ++place, word);
        default -> {
          if (word.startsWith("-")) {
            throw new IllegalArgumentException("cannot read: " + word);
          }
          names.add(word);
        }
      }
    }
    Drops asked = new Drops((int) drops, (int) files, gib, (int) pairs, scale);
    return new LabOptions(names, seed, asked, isTcp, report, isList, isHelp);
  }

  private static String value(List<String> words, int place, String of) {
    if (place >= words.size()) {
      throw new IllegalArgumentException(of + " wants a value");
    }
    return words.get(place);
  }

  private static double number(List<String> words, int place, String of) {
    String text = value(words, place, of);
    try {
      double number = Double.parseDouble(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(of + " wants a number, not " + text, e);
    }
    throw new IllegalArgumentException(of + "=" + text + " is below 0");
  }
}
