package dev.starshell.syncshell.control;

/// One member of the shell.
///
/// @param key text form of its key
/// @param online what the relay reports
/// @param link such as `connected`, `connecting`, `waiting`, `offline`
/// @param trust `self`, `verified`, `unverified`, or `changed` if another key went by this name
/// @param trouble why there is no link, as a code and a sentence; empty when nothing is wrong
public record MemberView(
    String name,
    String key,
    boolean self,
    boolean owner,
    boolean online,
    String link,
    String trust,
    String trouble) {}
