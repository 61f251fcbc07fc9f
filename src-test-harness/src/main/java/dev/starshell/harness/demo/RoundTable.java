package dev.starshell.harness.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The closing table: one column a round.
final class RoundTable {
  private static final int LABEL = 24;
  private static final int COLUMN = 20;

  private RoundTable() {}

  static List<String> of(List<Round> rounds, long libraryBytes) {
    List<String> lines = new ArrayList<>();
    lines.add(line("", rounds, Round::title));
    lines.add("-".repeat(LABEL + COLUMN * rounds.size()));
    lines.add(line("content received", rounds, r -> exact(r.traffic().contentReceived())));
    lines.add(line("bytes on the wire", rounds, r -> exact(r.traffic().wireSent())));
    lines.add(line("  of the content", rounds, r -> overhead(r)));
    lines.add(
        line(
            "  of all libraries", rounds, r -> Figures.part(r.traffic().wireSent(), libraryBytes)));
    lines.add(line("duplicates sent", rounds, r -> exact(r.traffic().duplicates())));
    lines.add(line("channels", rounds, r -> exact(r.channels())));
    lines.add(line("receipts", rounds, r -> exact(r.traffic().receipts())));
    // Each is counted at both ends.
    lines.add(line("high fives", rounds, r -> exact(r.traffic().highFives() / 2)));
    lines.add(line("seconds", rounds, r -> Figures.seconds(r.seconds())));
    lines.add(line("rate", rounds, r -> Figures.rate(r.traffic().contentReceived(), r.seconds())));
    lines.add(line("files hashed again", rounds, r -> exact(r.check().files())));
    lines.add(line("  of them wrong", rounds, r -> exact(r.check().differences().size())));
    lines.add(line("verified", rounds, r -> r.isVerified() ? "yes" : "NO"));
    return lines;
  }

  private static String line(String label, List<Round> rounds, Function<Round, String> cell) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-" + LABEL + "s", label));
    rounds.forEach(
        round -> line.append(String.format(Locale.ROOT, "%" + COLUMN + "s", cell.apply(round))));
    return line.toString();
  }

  private static String overhead(Round round) {
    long content = round.traffic().contentReceived();
    return content == 0
        ? "-"
        : String.format(Locale.ROOT, "%.4f", (double) round.traffic().wireSent() / content);
  }

  private static String exact(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
