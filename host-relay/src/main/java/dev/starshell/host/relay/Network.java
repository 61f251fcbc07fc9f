package dev.starshell.host.relay;

/// Where a connection comes from, as far as limits care.
///
/// @param name an IPv4 address or the first 64 bits of an IPv6 one
/// @param isLocal whether it is this machine itself
public record Network(String name, boolean isLocal) {}
