package dev.starshell.harness.lab.fault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.harness.lab.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What hosts have written down about their links.
final class Logs {
  private static final String CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

  /// Logs have the first four bytes of a key in hex, people its text in base 32.
  private static final int LOGGED_BITS = 32;

  private Logs() {}

  /// How often a member has lost its link to another one, by its log.
  static long losses(Member member, String other) throws IOException {
    String key = key(member, other);
    Path log = member.process().home().resolve("logs/host.log");
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains("link changed member=" + key))
          .filter(line -> line.contains("from=Bound"))
          .count();
    }
  }

  /// The beginning of another member's key, as logs have it.
  private static String key(Member member, String other) throws IOException {
    for (JsonNode row : member.run("sync members").data().path("members")) {
      if (row.path("name").asText().equals(other)) {
        return logged(row.path("key").asText());
      }
    }
    throw new IOException(member.name() + " knows no member " + other);
  }

  private static String logged(String text) {
    String characters = text.substring(text.indexOf('-') + 1).replace("-", "");
    long bits = 0;
    int count = 0;
    for (int i = 0; count < LOGGED_BITS; i++) {
      bits = bits << 5 | CROCKFORD.indexOf(characters.charAt(i));
      count += 5;
    }
    return String.format("%08x", bits >>> (count - LOGGED_BITS));
  }
}
