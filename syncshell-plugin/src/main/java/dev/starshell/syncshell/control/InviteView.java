package dev.starshell.syncshell.control;

/// A new invite.
///
/// @param code for the friend; whoever has it can join
/// @param id by which it can be withdrawn, 16 hexadecimal digits
/// @param expiresMillis wall-clock time after which it is refused
public record InviteView(String code, String id, int uses, long expiresMillis) {}
