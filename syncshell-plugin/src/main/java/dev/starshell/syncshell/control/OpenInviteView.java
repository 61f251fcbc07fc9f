package dev.starshell.syncshell.control;

/// An invite that was given out.
///
/// @param id by which it is withdrawn, 16 hexadecimal digits
/// @param role what who comes in by it becomes: `member` or `guest`
/// @param approval whether an admin must say yes to each
/// @param state `open`, `used`, `expired` or `withdrawn`
public record OpenInviteView(
    String id,
    String maker,
    int used,
    int usesMax,
    long expiresMillis,
    String role,
    boolean approval,
    String state) {}
