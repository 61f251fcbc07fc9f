package dev.starshell.syncshell.control;

/// One of the shells that this home is in.
///
/// @param number stays the same as long as the home is in the shell
/// @param role as in [StatusView]
/// @param othersOnline other members that the relay reports
/// @param relay as in [StatusView]
/// @param current whether commands that name no shell mean this one
public record ShellView(
    int number,
    String name,
    String role,
    int members,
    int othersOnline,
    String relay,
    boolean current) {}
