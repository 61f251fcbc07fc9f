package dev.starshell.syncshell.scan;

/// Hears how far a scan is: at most ten times a second, and once when it is done. Thread: one of
/// the scan's, never two at once. It must return soon.
@FunctionalInterface
public interface ScanListener {
  /// Hears nothing.
  ScanListener NONE = _ -> {};

  /// The scan has come so far.
  void progress(ScanProgress progress);
}
