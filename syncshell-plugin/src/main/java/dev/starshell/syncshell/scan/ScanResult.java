package dev.starshell.syncshell.scan;

import java.util.List;

/// What a scan found.
///
/// @param archives by path
/// @param problems what is not shared and why
/// @param complete false if the folder, or one in it, could not be listed: then a missing file says
///   nothing
public record ScanResult(
    String library, List<ScannedArchive> archives, List<ScanProblem> problems, boolean complete) {
  public ScanResult {
    archives = List.copyOf(archives);
    problems = List.copyOf(problems);
  }
}
