package dev.starshell.syncshell.control;

import dev.starshell.syncshell.control.ShellControl.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Port: who is who, and what proves it: this member's key, the comparison of keys with others, and
/// the receipts that others have signed.
///
/// Thread: any virtual thread. Each call answers within seconds.
public interface ProofControl {
  /// This member's own key.
  IdentityView identity();

  /// The safety phrase with a member.
  Answer<PhraseView> phrase(String member);

  /// A person says that the member sees the same safety phrase. Durable on return.
  Answer<PhraseView> confirm(String member);

  /// A person takes that back. Durable on return.
  Answer<PhraseView> unconfirm(String member);

  /// The newest receipts that receivers have signed, the newest last.
  ///
  /// @param member one receiver, by name or key; empty for all
  Answer<List<ReceiptView>> receipts(Optional<String> member, int count);

  /// Writes receipts to a new file that can be verified without a host.
  ///
  /// @param member one receiver, by name or key; empty for all
  Answer<ExportView> exportReceipts(Path file, Optional<String> member);

  /// Protects the identity file with a passphrase, or changes it. Durable on return.
  Answer<String> protectIdentity(String passphrase);

  /// Takes the passphrase off the identity file. Durable on return.
  Answer<String> unprotectIdentity();
}
