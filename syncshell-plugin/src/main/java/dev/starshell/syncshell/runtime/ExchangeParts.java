package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.ManifestHead;
import dev.starshell.syncshell.store.ArchiveStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the runtime gives the exchange of a link. Belongs to the shell's loop, but for the parts
/// that say otherwise.
interface ExchangeParts {
  /// The running shell.
  ShellFrame frame();

  default ShellLoop loop() {
    return frame().loop();
  }

  default Timers timers() {
    return frame().timers();
  }

  default ArchiveStore store() {
    return frame().parts().store();
  }

  /// Threads for tasks of the store that may take long.
  default Workers disk() {
    return frame().disk();
  }

  /// Threads that verify and write chunks.
  default Workers intake() {
    return frame().intake();
  }

  Throttle upload();

  Throttle download();

  default Counters counters() {
    return frame().counters();
  }

  LaneBoard lanes();

  default AuditTrail audit() {
    return frame().audit();
  }

  /// The display name of a member.
  String name(MemberKey member);

  /// The manifest of this member.
  ManifestHead ownHead();

  /// The manifest of this member in its envelope; empty while it has none.
  ///
  /// @param wanted the number that the peer knows of
  Optional<Bytes> ownManifest(long wanted);

  /// Whether this member offers an archive now.
  boolean offers(Root root);

  /// The peer has announced a manifest, perhaps the one it had: what it could not supply before may
  /// be there now.
  void announced(MemberKey peer);

  /// These archives are whole here; nobody had to send them.
  void archivesFound(Set<Root> roots);

  /// Nothing came from the peer for too long, though a contract runs.
  void stalled(MemberKey peer);

  /// The peer has said hello.
  void greeted(MemberKey peer);

  /// The peer says something about the membership of the shell.
  void membershipCame(MemberKey peer, Bytes message);

  /// The peer has this manifest.
  void headCame(MemberKey peer, long generation, ManifestHead head);

  /// A manifest came from its owner.
  void manifestCame(MemberKey peer, long generation, Bytes signed);

  /// The source of an archive failed: its library must be scanned again.
  void sourceFailed(Root root, FaultCode reason);

  /// What is kept of links that are lost.
  Recoveries recoveries();

  /// An archive is durable in the store.
  void archiveArrived(MemberKey from, Root root);

  /// An archive did not arrive from this member.
  void archiveFailed(MemberKey from, Root root, FaultCode reason);

  /// A contract with these archives has ended before its time; some of them may have arrived.
  void contractDropped(MemberKey from, List<Root> roots, FaultCode reason);

  /// Signs and checks high fives.
  HighFives highFives();

  /// Whether a person has paused the shell.
  boolean paused();
}
