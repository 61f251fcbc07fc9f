package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Root;

/// An archive that a link should fetch.
///
/// @param root the archive
/// @param sizeBytes as the manifest says
public record WantedRoot(Root root, long sizeBytes) {}
