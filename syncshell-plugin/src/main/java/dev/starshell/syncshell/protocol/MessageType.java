package dev.starshell.syncshell.protocol;

import java.util.Optional;

/// What a message is, on the wire. A code is written out, never an ordinal, and never used again
/// for something else. Control messages have 1 to 63, signals 65 to 127, data frames 129 to 191.
public enum MessageType {
  /// [TransferMessage.Hello].
  HELLO(1),
  /// [TransferMessage.ManifestChanged].
  MANIFEST_CHANGED(2),
  /// [TransferMessage.ManifestWanted].
  MANIFEST_WANTED(3),
  /// [TransferMessage.ManifestGiven].
  MANIFEST_GIVEN(4),
  /// [TransferMessage.ChunkListsWanted].
  CHUNK_LISTS_WANTED(5),
  /// [TransferMessage.ChunkListGiven].
  CHUNK_LIST_GIVEN(6),
  /// [TransferMessage.ChunkListRefused].
  CHUNK_LIST_REFUSED(7),
  /// [TransferMessage.Need].
  NEED(8),
  /// [TransferMessage.ContractOffered].
  CONTRACT_OFFERED(9),
  /// [TransferMessage.ContractAccepted].
  CONTRACT_ACCEPTED(10),
  /// [TransferMessage.ContractAbandoned].
  CONTRACT_ABANDONED(11),
  /// [TransferMessage.CreditGranted].
  CREDIT_GRANTED(12),
  /// [TransferMessage.Receipts].
  RECEIPTS(13),
  /// [TransferMessage.ParcelRefused].
  PARCEL_REFUSED(14),
  /// [TransferMessage.HighFive].
  HIGH_FIVE(15),
  /// [TransferMessage.HighFiveAnswered].
  HIGH_FIVE_ANSWERED(16),
  /// [TransferMessage.Heartbeat].
  HEARTBEAT(17),
  /// [TransferMessage.HeartbeatAnswered].
  HEARTBEAT_ANSWERED(18),
  /// [TransferMessage.Goodbye].
  GOODBYE(19),
  /// [TransferMessage.Membership].
  MEMBERSHIP(20),
  /// [TransferMessage.DataArrived].
  DATA_ARRIVED(21),

  /// [SignalMessage.LinkWanted].
  LINK_WANTED(65),
  /// [SignalMessage.Offer].
  OFFER(66),
  /// [SignalMessage.Answer].
  ANSWER(67),
  /// [SignalMessage.Candidates].
  CANDIDATES(68),
  /// [SignalMessage.Declined].
  DECLINED(69),
  /// [SignalMessage.Membership].
  MEMBERSHIP_SIGNAL(70),
  /// [SignalMessage.Left].
  LEFT(71),
  /// [SignalMessage.Handshake].
  HANDSHAKE(72),
  /// [SignalMessage.Sealed].
  SEALED(73),
  /// [SignalMessage.Silent].
  SILENT(74),

  /// [DataFrame.Chunk].
  CHUNK(129),
  /// [DataFrame.Skipped].
  SKIPPED(130);

  private static final MessageType[] BY_CODE = new MessageType[256];

  static {
    for (MessageType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  /// The number on the wire. Range: 1 to 191.
  public int code() {
    return code;
  }

  /// The type of a number on the wire; empty for one that this version does not know.
  public static Optional<MessageType> ofCode(long code) {
    return code >= 0 && code < BY_CODE.length
        ? Optional.ofNullable(BY_CODE[(int) code])
        : Optional.empty();
  }
}
