package dev.starshell.harness.lab.fault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starshell.harness.lab.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// The figures of `sync recovery stats`, since the journal was made: over restarts of the host.
///
/// @param outages links that were lost
/// @param recovered links that came back
record Stats(long outages, long recovered, long attempts, long parked, long saved, long again) {
  static Stats of(Member member) throws IOException {
    JsonNode data = member.run("sync recovery stats").data();
    long outages = 0;
    for (JsonNode count : data.path("outages")) {
      outages += count.asLong();
    }
    return new Stats(
        outages,
        data.path("recovered").asLong(),
        data.path("attempts").asLong(),
        data.path("parked").asLong(),
        data.path("savedBytes").asLong(),
        data.path("againBytes").asLong());
  }

  /// How a member calls its link to another: `connected`, `silent`, `connecting`, `waiting` or
  /// `offline`; empty before it knows it.
  static Optional<String> link(Member member, String other) throws IOException {
    for (JsonNode row : member.run("sync members").data().path("members")) {
      if (row.path("name").asText().equals(other)) {
        return Optional.of(row.path("link").asText());
      }
    }
    return Optional.empty();
  }

  /// The generation of a member's link to another; 0 while there is none.
  static long generation(Member member, String other) throws IOException {
    for (JsonNode row : member.run("sync members").data().path("members")) {
      if (row.path("name").asText().equals(other)) {
        return row.path("generation").asLong();
      }
    }
    return 0;
  }

  /// Waits until a member calls its link to another so.
  static void awaitLink(Member member, String other, String word, Duration deadline)
      throws IOException, InterruptedException {
    member.await(
        "link to " + other + " " + word,
        deadline,
        asked -> link(asked, other).filter(word::equals).isPresent());
  }

  /// Links of a member that go over TCP now.
  static int linksOverTcp(Member member) throws IOException {
    return member.run("sync status").data().path("connections").path("tcp").asInt();
  }

  /// Whether a member calls itself connected to its relay.
  static boolean isAtRelay(Member member) throws IOException {
    return member.run("sync status").data().path("relay").asText().equals("connected");
  }

  /// Waits until a member is connected to its relay.
  static void awaitRelay(Member member, Duration deadline)
      throws IOException, InterruptedException {
    member.await("the relay", deadline, Stats::isAtRelay);
  }
}
