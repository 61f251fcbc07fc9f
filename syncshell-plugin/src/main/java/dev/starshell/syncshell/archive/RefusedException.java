package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.text.SafeText;
import java.util.Optional;

/// Ends an examination from within; [Preflight] makes a [Verdict] of it. It never leaves the
/// package and has no stack trace: what a peer sent is no fault of ours.
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final ArchiveRule rule;
  private final String entry;
  private final String detail;

  private RefusedException(ArchiveRule rule, String entry, String detail) {
    super(rule.name(), null, false, false);
    this.rule = rule;
    this.entry = entry;
    this.detail = detail;
  }

  /// The whole archive breaks a rule.
  static RefusedException archive(ArchiveRule rule, String detail) {
    return new RefusedException(rule, "", detail);
  }

  /// One entry breaks a rule.
  static RefusedException entry(ArchiveRule rule, String name, String detail) {
    return new RefusedException(rule, name.isEmpty() ? "(no name)" : name, detail);
  }

  Verdict.Refused verdict() {
    String shown = SafeText.of(entry);
    String subject = entry.isEmpty() ? "the archive " : "the entry \"" + shown + "\" ";
    String more = detail.isEmpty() ? "" : " (" + detail + ")";
    return new Verdict.Refused(
        rule,
        subject + rule.sentence() + more,
        entry.isEmpty() ? Optional.empty() : Optional.of(shown));
  }
}
