package dev.starshell.syncshell.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starshell.syncshell.control.ExportView;
import dev.starshell.syncshell.control.IdentityView;
import dev.starshell.syncshell.control.KeyProtection;
import dev.starshell.syncshell.control.PhraseView;
import dev.starshell.syncshell.control.ProofControl;
import dev.starshell.syncshell.control.ReceiptView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.crypto.SafetyPhrase;
import dev.starshell.syncshell.journal.ReceiptBook;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.receipt.Delivery;
import dev.starshell.syncshell.receipt.Receipt;
import dev.starshell.syncshell.receipt.ReceiptCodec;
import dev.starshell.syncshell.receipt.ReceiptFile;
import dev.starshell.syncshell.receipt.ReceiptLine;
import dev.starshell.syncshell.receipt.ReceiptTime;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.trust.KnownKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers who is who and what proves it. Thread: a virtual thread of the host for each request;
/// what concerns the shell's state is asked of its loop.
final class ProofDesk implements ProofControl {
  private static final Logger LOG = LoggerFactory.getLogger(ProofDesk.class);

  private static final int SHOWN_MAX = 1_000;

  private final ShellRuntime shell;
  private final ShellFrame frame;
  private final ShellViews views;
  private final KeyProtection protection;

  /// Whose words a person saw last under a name, so that nobody else is confirmed who has taken the
  /// name since.
  private final Cache<String, MemberKey> shown =
      Caffeine.newBuilder().maximumSize(SHOWN_MAX).executor(Runnable::run).build();

  ProofDesk(ShellRuntime shell, KeyProtection protection) {
    this.shell = shell;
    this.frame = shell.frame();
    this.views = new ShellViews(shell);
    this.protection = protection;
  }

  @Override
  public IdentityView identity() {
    String name = frame.loop().ask(views::ownName);
    return new IdentityView(name, MemberKeyText.format(frame.self()), isProtected());
  }

  private boolean isProtected() {
    try {
      return protection.isProtected();
    } catch (IOException e) {
      LOG.warn("identity file cannot be looked at", e);
      return false;
    }
  }

  @Override
  public Answer<PhraseView> phrase(String member) {
    return frame
        .loop()
        .ask(() -> other(member))
        .then(key -> {
          shown.put(member, key);
          return frame.loop().ask(() -> Answer.ok(view(key)));
        });
  }

  @Override
  public Answer<PhraseView> confirm(String member) {
    Optional<MemberKey> now = frame.loop().ask(() -> views.find(member));
    MemberKey seen = shown.getIfPresent(member);
    if (seen != null && now.isPresent() && !seen.equals(now.get())) {
      return Answer.no(
          KnownMembers.KEY_CHANGED,
          "The words that you saw were those of another key, which went by this name until just now."
              + " Nothing was confirmed. Compare anew with 'sync verify'.");
    }
    return changed(
        member,
        (key, then) ->
            shell
                .known()
                .verify(
                    key, new DisplayName(shell.name(key)), Instant.now().getEpochSecond(), then));
  }

  @Override
  public Answer<PhraseView> unconfirm(String member) {
    return changed(member, (key, then) -> shell.known().unverify(key, then));
  }

  private interface Change {
    void of(MemberKey member, Consumer<Optional<IOException>> then);
  }

  private Answer<PhraseView> changed(String member, Change change) {
    CompletableFuture<Answer<PhraseView>> done = new CompletableFuture<>();
    frame
        .loop()
        .post(() -> {
          switch (other(member)) {
            case Answer.No<MemberKey> no -> done.complete(Answer.no(no.code(), no.sentence()));
            case Answer.Ok<MemberKey>(MemberKey key) ->
                change.of(
                    key,
                    failure ->
                        done.complete(
                            failure.isPresent()
                                ? Answers.stateFailed(failure.get())
                                : Answer.ok(view(key))));
          }
        });
    return Answers.await(done);
  }

  /// Finds another member of the shell.
  private Answer<MemberKey> other(String written) {
    if (shell.membership().record().isEmpty()) {
      return Answers.noShell();
    }
    return views
        .member(written)
        .then(key ->
            key.equals(frame.self())
                ? Answer.no(
                    "MEMBER_IS_SELF",
                    "That is this member itself. Name the one to compare keys with.")
                : Answer.ok(key));
  }

  private PhraseView view(MemberKey member) {
    Optional<KnownKey> known = shell.known().find(member);
    long since = known.map(KnownKey::verifiedSeconds).orElse(0L);
    return new PhraseView(
        shell.name(member),
        MemberKeyText.format(member),
        SafetyPhrase.of(frame.self(), member).words(),
        shell.known().word(member),
        since == 0 ? "" : Instant.ofEpochSecond(since).toString(),
        known.flatMap(KnownKey::inPlaceOf).map(MemberKeyText::format).orElse(""));
  }

  @Override
  public Answer<List<ReceiptView>> receipts(Optional<String> member, int count) {
    Answer<Optional<MemberKey>> receiver = frame.loop().ask(() -> receiver(member));
    if (receiver instanceof Answer.No<Optional<MemberKey>> no) {
      return Answer.no(no.code(), no.sentence());
    }
    try {
      List<Receipt> receipts = new ArrayList<>();
      for (Bytes kept : book().newest(found(receiver), count, ReceiptFile.RECEIPT_BYTES_MAX)) {
        ReceiptCodec.read(kept).ifPresent(receipts::add);
      }
      return frame.loop().ask(() -> Answer.ok(receipts.stream().map(this::view).toList()));
    } catch (IOException e) {
      return Answers.stateFailed(e);
    }
  }

  private ReceiptBook book() {
    return frame.parts().journal().receipts();
  }

  private static Optional<MemberKey> found(Answer<Optional<MemberKey>> receiver) {
    return receiver instanceof Answer.Ok<Optional<MemberKey>>(Optional<MemberKey> key)
        ? key
        : Optional.empty();
  }

  /// Somebody who has received, and may have left the shell since.
  private Answer<Optional<MemberKey>> receiver(Optional<String> written) {
    if (written.isEmpty()) {
      return Answer.ok(Optional.empty());
    }
    Optional<MemberKey> found =
        views
            .find(written.get())
            .or(() -> shell.known().byName(written.get()))
            .or(() -> MemberKeyText.parse(written.get()));
    return found.isPresent() ? Answer.ok(found) : Answers.memberUnknown(written.get());
  }

  private ReceiptView view(Receipt receipt) {
    Delivery about = receipt.delivery();
    List<String> archives =
        about.lines().stream()
            .filter(ReceiptLine::isDelivered)
            .map(ReceiptLine::root)
            .distinct()
            .map(root -> shell.sync().sharedName(root).orElse(root.toHex()))
            .toList();
    return new ReceiptView(
        ReceiptTime.text(receipt.seconds()),
        nameOf(about.receiver()),
        MemberKeyText.format(about.receiver()),
        about.generation(),
        about.contract(),
        about.channel(),
        about.deliveredCount(),
        about.lines().size(),
        archives);
  }

  private String nameOf(MemberKey member) {
    return shell.known().find(member).map(one -> one.name().text()).orElse(shell.name(member));
  }

  @Override
  public Answer<ExportView> exportReceipts(Path file, Optional<String> member) {
    Answer<Optional<MemberKey>> receiver = frame.loop().ask(() -> receiver(member));
    if (receiver instanceof Answer.No<Optional<MemberKey>> no) {
      return Answer.no(no.code(), no.sentence());
    }
    try {
      List<Bytes> looked =
          book().newest(found(receiver), ReceiptFile.RECEIPTS_MAX, ReceiptFile.RECEIPT_BYTES_MAX);
      List<Bytes> kept = looked.stream().filter(one -> isMeant(one, member)).toList();
      if (kept.isEmpty()) {
        return Answer.no(
            "NO_RECEIPTS",
            "Nobody has signed a receipt"
                + member
                    .map(name -> " as '" + DisplayName.cleaned(name, "?").text() + "'")
                    .orElse("")
                + " yet. They come when archives of yours were received.");
      }
      return written(file, kept, book().count(found(receiver)) - looked.size());
    } catch (IOException e) {
      return Answers.stateFailed(e);
    }
  }

  /// Receipts for this identity: a home that was moved may have others. Without a member those of
  /// the shell in use, for a file that is given away tells who else one has to do with; of a member
  /// all, also of a shell that was left.
  private boolean isMeant(Bytes kept, Optional<String> member) {
    return ReceiptCodec.read(kept)
        .map(Receipt::delivery)
        .filter(about -> about.sender().equals(frame.self()))
        .filter(about -> member.isPresent() || isOfThisShell(about))
        .isPresent();
  }

  private boolean isOfThisShell(Delivery about) {
    return shell.shellId().map(id -> id.digest().equals(about.shell())).orElse(true);
  }

  private Answer<ExportView> written(Path file, List<Bytes> receipts, int leftOut) {
    Bytes content =
        ReceiptFile.write(frame.parts().identity(), Instant.now().getEpochSecond(), receipts);
    try {
      Files.write(file, content.toArray(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return Answer.no("FILE_EXISTS", file + " is there already. Choose another name.");
    } catch (IOException e) {
      LOG.warn("receipts not written", e);
      return Answer.no(
          "FILE_UNWRITABLE",
          file + " cannot be written. Check that its folder is there, writable and not full.");
    }
    return Answer.ok(new ExportView(file.toString(), receipts.size(), leftOut));
  }

  @Override
  public Answer<String> protectIdentity(String passphrase) {
    int length = passphrase.length();
    if (length < KeyProtection.CHARACTERS_MIN || length > KeyProtection.CHARACTERS_MAX) {
      return Answer.no(
          "PASSPHRASE_UNFIT",
          "A passphrase has "
              + KeyProtection.CHARACTERS_MIN
              + " to "
              + KeyProtection.CHARACTERS_MAX
              + " characters; this one has "
              + length
              + ". Nothing was changed.");
    }
    char[] characters = passphrase.toCharArray();
    try {
      protection.protect(characters);
      return Answer.ok(
          "The identity key is sealed now. The next start needs the passphrase: name its file under"
              + " 'identity.passphrase-file' in host.yaml, or set STARSHELL_PASSPHRASE.");
    } catch (IOException e) {
      return keyFailed(e);
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  @Override
  public Answer<String> unprotectIdentity() {
    try {
      if (!protection.isProtected()) {
        return Answer.no("PASSPHRASE_NONE", "The identity key has no passphrase.");
      }
      protection.unprotect();
      return Answer.ok("The identity key has no passphrase any more.");
    } catch (IOException e) {
      return keyFailed(e);
    }
  }

  private static <T> Answer<T> keyFailed(IOException cause) {
    LOG.error("identity file not rewritten", cause);
    return Answer.no(
        "STORE_FAILED",
        "The identity file could not be rewritten; it is as it was. Look at the disk of the host's"
            + " home folder; the log has the cause.");
  }
}
