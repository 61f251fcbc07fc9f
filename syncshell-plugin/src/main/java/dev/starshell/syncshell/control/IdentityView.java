package dev.starshell.syncshell.control;

/// This member's own identity.
///
/// @param name what it goes by
/// @param key text form of its key
/// @param isProtected whether the key's file has a passphrase
public record IdentityView(String name, String key, boolean isProtected) {}
