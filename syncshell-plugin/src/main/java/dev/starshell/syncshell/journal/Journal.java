package dev.starshell.syncshell.journal;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Port: what must survive a crash, but for the bytes of archives. A method returns when its fact
/// is durable.
///
/// Thread: any platform thread; methods wait for the disk.
public interface Journal extends AutoCloseable {
  // The shell and its people

  /// Keeps a named record, replacing the one before, such as what is known of the shell.
  void put(String key, Bytes value) throws IOException;

  /// Reads a named record.
  Optional<Bytes> read(String key) throws IOException;

  /// Forgets a named record.
  void remove(String key) throws IOException;

  /// The highest generation ever used with a member.
  OptionalLong generation(MemberKey member) throws IOException;

  /// Records a generation before it is offered or answered.
  void raiseGeneration(MemberKey member, long generation) throws IOException;

  // Several shells in one home

  /// The slot of a shell, 1 or more; a new one if the home was never in it. The slot stays when the
  /// shell is left, so that coming back finds the same libraries.
  int slotOf(ShellId shell) throws IOException;

  /// All slots ever given, in order.
  List<Integer> slots() throws IOException;

  /// The part of the home's journal that belongs to a slot; receipts and what was found in archives
  /// belong to all. Closing the part does nothing.
  Journal inSlot(int slot);

  // The membership log

  /// Records of a shell's log from a place on, in order.
  ///
  /// @param countMax at most so many
  List<Bytes> logRecords(ShellId shell, long from, int countMax) throws IOException;

  /// Adds records to the end of a shell's log, all or none.
  ///
  /// @param from place of the first one
  /// @throws IOException also if a record is kept at one of these places
  void addLogRecords(ShellId shell, long from, List<Bytes> records) throws IOException;

  /// Forgets the log of a shell.
  void forgetLog(ShellId shell) throws IOException;

  // Libraries and manifests

  /// The folders that are shared.
  List<SharedLibrary> libraries() throws IOException;

  /// Shares a folder, or moves the name to another folder.
  void share(SharedLibrary library) throws IOException;

  /// Ends the sharing of a folder.
  void unshare(String name) throws IOException;

  /// A shared folder.
  record SharedLibrary(String name, Path folder) {}

  /// The newest manifest of a member, this one included, in its signed envelope.
  Optional<Bytes> manifest(MemberKey owner) throws IOException;

  /// Keeps the newest manifest of a member.
  void keepManifest(MemberKey owner, long sequence, Bytes signed) throws IOException;

  // Installed files

  /// What was installed of a member's libraries. What changes it: [InstallBook#finish].
  List<Installed> installed(MemberKey owner) throws IOException;

  /// What was installed at these places of a member's libraries.
  List<Installed> installed(MemberKey owner, Collection<String> paths) throws IOException;

  /// One installed file.
  ///
  /// @param path under the member's folder, with slashes, the library's name first
  /// @param offered whether the newest manifest still has it
  record Installed(MemberKey owner, String path, Root root, boolean offered) {}

  /// What is known and was said about received archives.
  ArchiveBook archives();

  /// Installations that are under way, and the versions of the installed set.
  InstallBook installs();

  /// What is known of installed files since then.
  LookBook looks();

  // Audit

  /// Adds to the audit trail. Durable with the next fact at the latest.
  void audit(AuditEntry entry) throws IOException;

  /// The newest entries, newest last.
  ///
  /// @param count at most so many
  List<AuditEntry> auditTail(int count) throws IOException;

  /// One line of the audit trail.
  ///
  /// @param wallMillis wall-clock time, for people
  /// @param event such as `CONTRACT_ACCEPTED`, `RECEIPT`, `HIGH_FIVE`
  /// @param member the other side
  /// @param subject what it is about: contract, channel, archive
  record AuditEntry(long wallMillis, String event, String member, String subject) {}

  /// What survives the loss of links.
  RecoveryBook recoveries();

  /// The receipts that receivers have signed for this member.
  ReceiptBook receipts();

  @Override
  void close() throws IOException;
}
