package dev.starshell.syncshell.control;

import java.util.List;

/// What a receiver has signed at the close of one channel.
///
/// @param time when, by the receiver's clock
/// @param member the receiver's name, or its key if it is in the shell no more
/// @param key text form of the receiver's key
/// @param delivered parcels that it has verified and made durable
/// @param parcels all parcels of the channel
/// @param archives what was delivered, by name where this member still shares it, else by root
public record ReceiptView(
    String time,
    String member,
    String key,
    long generation,
    long contract,
    int channel,
    int delivered,
    int parcels,
    List<String> archives) {}
