package dev.starshell.syncshell.control;

/// One channel's part of a contract.
///
/// @param incoming whether bytes come to this member
/// @param archive the one that is under way, or the last one
/// @param state `streaming`, `receipts`, `high five` or `closed`
public record LaneView(
    String member,
    boolean incoming,
    long contract,
    int channel,
    int association,
    String archive,
    int parcels,
    int parcelsDone,
    long bytes,
    long bytesDone,
    int receipts,
    String state) {}
