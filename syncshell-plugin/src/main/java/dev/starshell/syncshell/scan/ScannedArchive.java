package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.content.Root;

/// A file of a library and its content.
///
/// @param path below the library's folder, with slashes
/// @param sizeBytes 0 or more
public record ScannedArchive(String path, long sizeBytes, Root root) {}
