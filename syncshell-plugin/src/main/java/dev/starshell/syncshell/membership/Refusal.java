package dev.starshell.syncshell.membership;

/// A refusal as it is told to people.
///
/// @param sentence what is wrong, where, and what to do next; holds no text of a peer that was not
///   cleaned
public record Refusal(RefusalCode code, String sentence) {}
