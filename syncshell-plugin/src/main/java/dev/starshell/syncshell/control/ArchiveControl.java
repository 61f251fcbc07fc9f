package dev.starshell.syncshell.control;

import dev.starshell.syncshell.control.ShellControl.Answer;
import java.util.Optional;

/// Port: what a person can ask about archives that came from others. Threads as [ShellControl].
public interface ArchiveControl {
  /// What came and what became of it.
  ///
  /// @param member whose archives; empty for all
  /// @param withheldOnly only what is held, rejected, refused or recalled
  Answer<ArchiveView.Listing> list(Optional<String> member, boolean withheldOnly);

  /// One archive.
  ///
  /// @param id the beginning of its root, long enough to tell it from others
  /// @param member who shares it; needed where several share the same
  Answer<ArchiveView> show(String id, Optional<String> member);

  /// Has an archive installed: exactly these bytes, of exactly this member.
  Answer<String> approve(String id, Optional<String> member);

  /// Has everything installed that is held of a member now.
  Answer<String> approveAll(String member);

  /// Keeps an archive out of the install folder, or takes it out, until it is approved.
  Answer<String> reject(String id, Optional<String> member);
}
