package dev.starshell.syncshell.control;

/// A key that is kept out of the shell.
///
/// @param byOwner whether only the owner may lift it
public record BanView(String key, String reason, long atMillis, boolean byOwner) {}
