package dev.starshell.harness.lab;

import com.fasterxml.jackson.databind.JsonNode;

/// One lane of a contract, as one member sees it: what goes over one channel in one direction.
///
/// @param member who tells it
/// @param peer the other end
/// @param isIncoming whether the teller receives
/// @param archive the one on its way now; empty when there is none
/// @param state `streaming`, `receipts`, `high five` or `closed`
public record Lane(
    String member,
    String peer,
    boolean isIncoming,
    String contract,
    int association,
    int channel,
    String archive,
    long parcels,
    long parcelsDone,
    long bytes,
    long bytesDone,
    long receipts,
    String state) {
  /// Nothing more will happen on it.
  public static final String CLOSED = "closed";

  /// What tells it from other lanes, over its whole life.
  public String key() {
    String way = isIncoming ? peer + ">" + member : member + ">" + peer;
    return way + " " + contract + " " + association + "." + channel;
  }

  /// Whether both ends have agreed that all has arrived.
  public boolean isClosed() {
    return state.equals(CLOSED);
  }

  static Lane of(String member, JsonNode node) {
    return new Lane(
        member,
        node.path("member").asText(),
        node.path("direction").asText().equals("in"),
        node.path("contract").asText(),
        node.path("association").asInt(),
        node.path("channel").asInt(),
        node.path("archive").asText(""),
        node.path("parcels").asLong(),
        node.path("parcelsDone").asLong(),
        node.path("bytes").asLong(),
        node.path("bytesDone").asLong(),
        node.path("receipts").asLong(),
        node.path("state").asText(""));
  }
}
