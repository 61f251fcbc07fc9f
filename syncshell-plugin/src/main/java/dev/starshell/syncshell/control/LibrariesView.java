package dev.starshell.syncshell.control;

import java.util.List;

/// Shared and received libraries, and what needs a person's attention.
public record LibrariesView(List<Shared> shared, List<Received> received, List<Problem> problems) {
  public LibrariesView {
    shared = List.copyOf(shared);
    received = List.copyOf(received);
    problems = List.copyOf(problems);
  }

  /// A folder of this member.
  ///
  /// @param state such as `up to date` or `scanning 41 %`
  public record Shared(String name, String folder, int archives, long bytes, String state) {}

  /// What came of another member's library.
  ///
  /// @param offered archives in its newest manifest
  /// @param installed of these, how many lie in the install folder
  /// @param held of these, how many wait for a person's word
  /// @param kept installed, but no longer offered
  public record Received(
      String member, String library, int offered, int installed, int held, int kept, long bytes) {}

  /// One file that could not be shared or installed.
  public record Problem(String code, String where, String sentence) {}
}
