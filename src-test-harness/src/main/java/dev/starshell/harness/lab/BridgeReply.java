package dev.starshell.harness.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// What a host answered to one command line.
///
/// @param ok whether it worked
/// @param lines for people
/// @param data for programs; an empty object for a refusal
/// @param code of a refusal; empty when it worked
/// @param sentence of a refusal; empty when it worked
public record BridgeReply(
    boolean ok, List<String> lines, JsonNode data, String code, String sentence) {
  public BridgeReply {
    lines = List.copyOf(lines);
  }
}
