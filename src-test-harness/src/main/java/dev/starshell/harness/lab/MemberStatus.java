package dev.starshell.harness.lab;

import com.fasterxml.jackson.databind.JsonNode;

/// The figures of `sync status`.
///
/// @param links members it is linked to
/// @param scanning whether shared folders are being looked through
/// @param inSync whether all that is known to be wanted is here
/// @param wantedArchives not here yet
/// @param wantedBytes not here yet
/// @param archivesInstalled put in place since the host was started
public record MemberStatus(
    int links,
    boolean scanning,
    boolean inSync,
    long wantedArchives,
    long wantedBytes,
    long archivesInstalled,
    Traffic traffic) {

  /// Counters since the host was started.
  ///
  /// @param contentReceived bytes of archives
  /// @param contentSent bytes of archives
  /// @param wireSent bytes handed to channels: content and framing
  /// @param wireReceived the same, taken from channels
  /// @param receipts that this member has given
  /// @param highFives on its channels, counted at both ends of each
  /// @param duplicates bytes that came though they were here
  public record Traffic(
      long contentReceived,
      long contentSent,
      long wireSent,
      long wireReceived,
      long receipts,
      long highFives,
      long duplicates) {
    /// Nothing yet.
    public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0);

    /// The sum of both.
    public Traffic plus(Traffic other) {
      return new Traffic(
          contentReceived + other.contentReceived,
          contentSent + other.contentSent,
          wireSent + other.wireSent,
          wireReceived + other.wireReceived,
          receipts + other.receipts,
          highFives + other.highFives,
          duplicates + other.duplicates);
    }

    /// What came since an earlier reading.
    public Traffic minus(Traffic earlier) {
      return new Traffic(
          contentReceived - earlier.contentReceived,
          contentSent - earlier.contentSent,
          wireSent - earlier.wireSent,
          wireReceived - earlier.wireReceived,
          receipts - earlier.receipts,
          highFives - earlier.highFives,
          duplicates - earlier.duplicates);
    }
  }

  static MemberStatus of(JsonNode data) {
    JsonNode links = data.path("links");
    return new MemberStatus(
        links.isContainerNode() ? links.size() : links.asInt(),
        data.path("scanning").asBoolean(),
        data.path("inSync").asBoolean(),
        data.path("wanted").path("archives").asLong(),
        data.path("wanted").path("bytes").asLong(),
        data.path("archivesInstalled").asLong(),
        new Traffic(
            data.path("contentBytesReceived").asLong(),
            data.path("contentBytesSent").asLong(),
            data.path("wireBytesSent").asLong(),
            data.path("wireBytesReceived").asLong(),
            data.path("receiptsSent").asLong(),
            data.path("highFives").asLong(),
            data.path("duplicates").asLong()));
  }
}
