package dev.starshell.api.notice;

/// Says something to the people at the host: its console, later its players and its dashboard.
///
/// Thread: any. Never waits: when too many notices are pending the oldest are dropped and counted.
public interface Notices {
  /// Posts one notice.
  void post(Notice notice);
}
