package dev.starshell.syncshell.control;

/// One member of the shell.
///
/// @param key text form of its key
/// @param online what the relay reports
/// @param link such as `connected`, `connecting`, `waiting`, `offline`
public record MemberView(
    String name, String key, boolean self, boolean owner, boolean online, String link) {}
