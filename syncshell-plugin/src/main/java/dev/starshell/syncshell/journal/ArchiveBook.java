package dev.starshell.syncshell.journal;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Port: what is known and was said about received archives. Part of the [Journal]; threads and
/// durability are the same.
public interface ArchiveBook {
  /// What a person here has said, the newest word about each archive of each member.
  List<Word> words() throws IOException;

  /// Keeps words, replacing older ones about the same.
  void say(List<Word> words) throws IOException;

  /// A person's word about one archive of one member.
  ///
  /// @param approved wanted; otherwise rejected
  /// @param wallMillis wall-clock time, for people
  record Word(Root root, MemberKey sender, boolean approved, long wallMillis) {}

  /// Archives that owners have taken out of use.
  List<Recall> recalls() throws IOException;

  /// Keeps a recall; an earlier one of the same archive stays as it is.
  void recall(Recall recall) throws IOException;

  /// Forgets a recall.
  void lift(Root root) throws IOException;

  /// An archive that its owner has taken out of use.
  ///
  /// @param reason for people
  /// @param wallMillis wall-clock time, for people
  record Recall(Root root, String reason, long wallMillis) {}

  /// What examinations of these archives found, as far as it is known.
  Map<Root, Finding> findings(Collection<Root> roots) throws IOException;

  /// Keeps what an examination found. Durable with the next fact at the latest; the oldest ones go
  /// when there are too many.
  void keepFinding(Root root, Finding finding) throws IOException;

  /// What an examination found.
  ///
  /// @param contents as whoever examined wrote it
  /// @param wallMillis when the archive was first examined here
  record Finding(Bytes contents, long wallMillis) {}

  /// Archives that members of this shell have sent, with their sizes, whether or not they are still
  /// offered. Each shell pays for its own.
  Map<Root, Long> brought() throws IOException;

  /// Records that archives came from members of this shell.
  ///
  /// @param sizes of the archives, in bytes; what is recorded already stays
  void bring(Map<Root, Long> sizes) throws IOException;

  /// Archives that members of any shell have sent and that are neither installed nor in the history
  /// of any shell, with their sizes.
  Map<Root, Long> unused() throws IOException;

  /// Forgets that these came from members, in all shells.
  void forgetBrought(Collection<Root> roots) throws IOException;

  /// Where these archives were installed, of all members that ever shared them.
  List<Installed> installed(Collection<Root> roots) throws IOException;
}
