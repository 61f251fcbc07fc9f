package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.RecoverySession;
import dev.starshell.syncshell.recovery.RecoverySession.Subject;
import dev.starshell.syncshell.recovery.RecoverySessionCodec;
import java.util.List;

/// Sessions as an earlier process may have left them.
final class RecoverySamples {
  static final Bytes DAMAGED = Bytes.copyOf(new byte[] {1, 2, 3});
  private static final ShellId OTHER = new ShellId(Sha256.of(new byte[] {7}));

  private RecoverySamples() {}

  static Bytes of(ShellId shell, MemberKey peer, long lostSeconds) {
    return RecoverySessionCodec.write(
        RecoverySession.of(
            new Subject(shell, peer, 1, 1, lostSeconds),
            List.of(),
            List.of(),
            List.of(),
            List.of()));
  }

  static Bytes ofAnotherShell(MemberKey peer) {
    return of(OTHER, peer, System.currentTimeMillis() / 1_000);
  }

  static String idElsewhere(MemberKey peer) {
    return new Subject(OTHER, peer, 1, 1, 0).id();
  }
}
