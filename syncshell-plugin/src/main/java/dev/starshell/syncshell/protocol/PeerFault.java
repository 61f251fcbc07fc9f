package dev.starshell.syncshell.protocol;

/// A peer broke the protocol. It is a value, never an exception; the link that brought it ends with
/// its code.
///
/// @param code what it did
/// @param detail name, value and limit, for the log
public record PeerFault(FaultCode code, String detail) {}
