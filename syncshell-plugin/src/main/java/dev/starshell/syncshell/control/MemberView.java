package dev.starshell.syncshell.control;

/// One member of the shell.
///
/// @param key text form of its key
/// @param role `owner`, `admin`, `member` or `guest`
/// @param host whether the shell's relay is there
/// @param blocked whether this member has nothing to do with it
/// @param online what the relay reports
/// @param link such as `connected`, `connecting`, `waiting`, `offline`
/// @param trust `self`, `verified`, `unverified`, or `changed` if another key went by this name
/// @param trouble why there is no link, as a code and a sentence; empty when nothing is wrong
/// @param generation of the link that is bound; 0 while none is
public record MemberView(
    String name,
    String key,
    boolean self,
    String role,
    boolean host,
    boolean blocked,
    boolean online,
    String link,
    String trust,
    String trouble,
    long generation) {}
