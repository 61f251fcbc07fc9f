package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.ExportView;
import dev.starshell.syncshell.control.IdentityView;
import dev.starshell.syncshell.control.PhraseView;
import dev.starshell.syncshell.control.ProofControl;
import dev.starshell.syncshell.control.ReceiptView;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `sync` commands about identities and receipts.
final class ProofCommands {
  private static final int RECEIPTS_SHOWN = 50;
  private static final int ARCHIVES_SHOWN = 3;

  private final ProofControl proofs;
  private final Path home;

  ProofCommands(ProofControl proofs, Path home) {
    this.proofs = proofs;
    this.home = home;
  }

  List<Command> all() {
    return List.of(
        SyncCommand.of("id", "", "this member's key and how to compare it", this::id),
        SyncCommand.of(
            "verify",
            "MEMBER [--confirm|--revoke]",
            "compare keys with a member by six words",
            this::verify),
        SyncCommand.of(
            "receipts",
            "[MEMBER] | export FILE [MEMBER]",
            "what receivers have signed for; export it as proof",
            this::receipts),
        SyncCommand.of(
            "passphrase",
            "set | remove",
            "protect the identity key; the passphrase is piped in",
            this::passphrase));
  }

  private Reply id(Invocation invocation) {
    IdentityView own = proofs.identity();
    return Reply.done(
        List.of(
            own.name() + (own.isProtected() ? " (key file with a passphrase)" : ""),
            own.key(),
            "To be sure of a friend, both type 'sync verify NAME' and read the six words to each"
                + " other by voice."),
        Replies.row("name", own.name(), "key", own.key(), "passphrase", own.isProtected()));
  }

  private Reply verify(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of(), Set.of("--confirm", "--revoke"));
    boolean confirm = words.has("--confirm");
    boolean revoke = words.has("--revoke");
    if (!words.fault().isEmpty() || words.at(0).isEmpty() || (confirm && revoke)) {
      return Replies.usage(words, "sync verify MEMBER [--confirm|--revoke]");
    }
    String member = words.at(0).get();
    if (confirm) {
      return Replies.of(proofs.confirm(member), ProofCommands::shown);
    }
    return Replies.of(
        revoke ? proofs.unconfirm(member) : proofs.phrase(member), ProofCommands::shown);
  }

  private static Reply shown(PhraseView phrase) {
    List<String> lines = new ArrayList<>();
    if (phrase.trust().equals("changed")) {
      lines.add("KEY_CHANGED: " + phrase.member() + " has another key than before.");
      lines.add("before  " + phrase.keyBefore());
      lines.add("now     " + phrase.key());
      lines.add("Confirm only if your friend says by voice that the key is new.");
    }
    lines.add("    " + String.join("  ", phrase.words()));
    lines.add(
        switch (phrase.trust()) {
          case "verified" -> phrase.member() + " is verified since " + phrase.since() + ".";
          default ->
              "Call "
                  + phrase.member()
                  + ": the same words must stand there, in this order. If they do: 'sync verify"
                  + " MEMBER --confirm'. If not, somebody is between you: do not confirm.";
        });
    return Reply.done(
        lines,
        Replies.row(
            "member", phrase.member(),
            "key", phrase.key(),
            "phrase", String.join(" ", phrase.words()),
            "trust", phrase.trust(),
            "since", phrase.since(),
            "keyBefore", phrase.keyBefore()));
  }

  private Reply receipts(Invocation invocation) {
    Words words = Words.of(invocation.words(), 3, Set.of());
    boolean isExport = words.at(0).map("export"::equals).orElse(false);
    if (!words.fault().isEmpty() || (isExport ? words.at(1).isEmpty() : words.plain().size() > 1)) {
      return Replies.usage(words, "sync receipts [MEMBER], or sync receipts export FILE [MEMBER]");
    }
    return isExport
        ? export(words.at(1).get(), words.at(2))
        : Replies.of(proofs.receipts(words.at(0), RECEIPTS_SHOWN), ProofCommands::listed);
  }

  private Reply export(String file, Optional<String> member) {
    try {
      Path target = home.resolve(file).toAbsolutePath().normalize();
      return Replies.of(proofs.exportReceipts(target, member), ProofCommands::exported);
    } catch (InvalidPathException e) {
      return Reply.failed("FILE_UNWRITABLE", "'" + file + "' is not a path.");
    }
  }

  private static Reply exported(ExportView view) {
    List<String> lines = new ArrayList<>();
    lines.add(view.receipts() + " receipts written to " + view.file());
    if (view.leftOut() > 0) {
      lines.add(view.leftOut() + " older ones did not fit; export them member by member.");
    }
    lines.add("Anybody can check the file: ./starshell verify-receipts FILE");
    return Reply.done(
        lines,
        Replies.row("file", view.file(), "receipts", view.receipts(), "leftOut", view.leftOut()));
  }

  private static Reply listed(List<ReceiptView> receipts) {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (ReceiptView receipt : receipts) {
      lines.add(
          String.format(
              "%-20s  %-16s %4d of %-4d parcels  %s",
              receipt.time(),
              receipt.member(),
              receipt.delivered(),
              receipt.parcels(),
              names(receipt.archives())));
      rows.add(
          Replies.row(
              "time", receipt.time(),
              "member", receipt.member(),
              "key", receipt.key(),
              "generation", receipt.generation(),
              "contract", receipt.contract(),
              "channel", receipt.channel(),
              "delivered", receipt.delivered(),
              "parcels", receipt.parcels(),
              "archives", receipt.archives()));
    }
    if (lines.isEmpty()) {
      lines.add("No receipts yet. They come when archives of yours were received.");
    }
    return Reply.done(lines, Replies.row("receipts", rows));
  }

  private static String names(List<String> archives) {
    List<String> shown = archives.subList(0, Math.min(ARCHIVES_SHOWN, archives.size()));
    int more = archives.size() - shown.size();
    return String.join(", ", shown) + (more == 0 ? "" : " and " + more + " more");
  }

  /// A secret is never a word of the line: others on the machine can see a command line, and the
  /// console keeps what was typed.
  private Reply passphrase(Invocation invocation) {
    Words words = Words.of(invocation.words(), Integer.MAX_VALUE, Set.of());
    if (invocation.words().size() > 1) {
      return Reply.failed(
          "SECRET_ON_LINE",
          "A passphrase must not stand in the command line, where others can see it. Nothing was"
              + " changed; choose another one, and pipe it in: ./starshell cmd --stdin \"sync"
              + " passphrase set\" < FILE");
    }
    return switch (words.at(0).orElse("")) {
      case "set" -> setPassphrase(invocation.input().strip());
      case "remove" -> Replies.of(proofs.unprotectIdentity());
      default -> Replies.usage(words, "sync passphrase set | remove");
    };
  }

  private Reply setPassphrase(String passphrase) {
    return passphrase.isEmpty()
        ? Reply.failed(
            "USAGE",
            "No passphrase came. Pipe it in: ./starshell cmd --stdin \"sync passphrase set\" <"
                + " FILE")
        : Replies.of(proofs.protectIdentity(passphrase));
  }
}
