package dev.starshell.syncshell.control;

import java.util.List;

/// The safety phrase of this member and another one.
///
/// @param member the other one's name
/// @param key text form of its key
/// @param words six, the same on both screens
/// @param trust `verified`, `unverified` or `changed`
/// @param since when a person has compared it; empty if nobody has
/// @param keyBefore the key that went by this name before; empty if it did not change
public record PhraseView(
    String member, String key, List<String> words, String trust, String since, String keyBefore) {}
