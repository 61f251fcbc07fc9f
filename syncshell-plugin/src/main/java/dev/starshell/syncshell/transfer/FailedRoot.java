package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.FaultCode;

/// An archive that did not arrive whole, and why.
///
/// @param root the archive
/// @param reason of its first parcel that failed
public record FailedRoot(Root root, FaultCode reason) {}
