package dev.starshell.syncshell.scan;

/// A folder or file that is not shared, and why. It never keeps other files from being shared.
///
/// @param path below the library's folder with slashes, as it is on the disk; the folder itself
///   where it is about that
/// @param sentence what, where, what next; for people
public record ScanProblem(ScanCode code, String path, String sentence) {}
