package dev.starshell.syncshell.control;

/// A new invite.
///
/// @param code for the friend; whoever has it can join
/// @param expiresMillis wall-clock time after which it is refused
public record InviteView(String code, int uses, long expiresMillis) {}
