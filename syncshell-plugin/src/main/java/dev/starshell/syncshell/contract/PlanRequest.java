package dev.starshell.syncshell.contract;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import java.util.List;
import java.util.Map;

/// What [Planner] makes a contract of.
///
/// @param contract the new contract's number
/// @param need what the receiver lacks, checked with [NeedCheck]
/// @param lists the chunk list of every archive of the NEED that is not refused
/// @param refused archives of the NEED that cannot be supplied
/// @param rates measured bytes a second of each data channel, channel 1 first; 0 for one without a
///   measurement, which then counts like the mean of the others
public record PlanRequest(
    long contract, Need need, Map<Root, ChunkList> lists, List<Refusal> refused, List<Long> rates) {
  public PlanRequest {
    lists = Map.copyOf(lists);
    refused = List.copyOf(refused);
    rates = List.copyOf(rates);
    if (rates.isEmpty() || rates.size() > Limits.CHANNELS_MAX - 1) {
      throw new IllegalArgumentException(
          "data channels=" + rates.size() + " outside 1.." + (Limits.CHANNELS_MAX - 1));
    }
    for (long rate : rates) {
      if (rate < 0) {
        throw new IllegalArgumentException("rate=" + rate + " below 0");
      }
    }
  }
}
