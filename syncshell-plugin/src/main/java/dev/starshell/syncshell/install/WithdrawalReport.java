package dev.starshell.syncshell.install;

import dev.starshell.syncshell.install.InstallReport.Problem;
import java.util.List;

/// What a withdrawal has done.
///
/// @param removed files that were deleted
/// @param problems files that stay, and why
public record WithdrawalReport(int removed, List<Problem> problems) {
  public WithdrawalReport {
    problems = List.copyOf(problems);
  }
}
