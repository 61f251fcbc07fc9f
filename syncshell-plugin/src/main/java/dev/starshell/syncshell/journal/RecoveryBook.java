package dev.starshell.syncshell.journal;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Port: the recovery sessions of a shell, one for each member at most, and without any secret.
/// Durable on return.
///
/// Thread: any platform thread; methods wait for the disk.
public interface RecoveryBook {
  /// Keeps the session with a member, replacing the one before.
  void keep(MemberKey member, Bytes session) throws IOException;

  /// Forgets the session with a member.
  void forget(MemberKey member) throws IOException;

  /// Forgets all sessions of this shell.
  void forgetAll() throws IOException;

  /// The sessions of this shell by member.
  Map<MemberKey, Bytes> all() throws IOException;

  /// The sessions of all shells of the home.
  List<Bytes> ofAllShells() throws IOException;
}
