package dev.starshell.syncshell.control;

/// Somebody who waits for an admin to say yes.
///
/// @param name as it calls itself
/// @param key text form of its key
/// @param invite id of the invite that it holds
public record JoinerView(String name, String key, String invite) {}
