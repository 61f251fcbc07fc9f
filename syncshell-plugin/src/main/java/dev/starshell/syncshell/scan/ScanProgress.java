package dev.starshell.syncshell.scan;

/// How far a scan is. Bytes count files that must be read; unchanged ones cost nothing.
///
/// @param bytesDone read and hashed
/// @param bytesTotal to be read, as the files were when the scan began
/// @param filesDone hashed, known or failed
/// @param filesTotal all of the library
/// @param finished whether this is the last report of the scan
public record ScanProgress(
    long bytesDone, long bytesTotal, int filesDone, int filesTotal, boolean finished) {}
