package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.BanView;
import dev.starshell.syncshell.control.CreatedView;
import dev.starshell.syncshell.control.InviteView;
import dev.starshell.syncshell.control.JoinerView;
import dev.starshell.syncshell.control.OpenInviteView;
import dev.starshell.syncshell.control.PeopleControl;
import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.control.ShellControl.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The `sync` commands about who is in the shell and what they may do.
final class PeopleCommands {
  private static final int HOURS_MAX = 24 * 365;

  private final PeopleControl people;

  PeopleCommands(PeopleControl people) {
    this.people = people;
  }

  List<Command> all() {
    return List.of(
        SyncCommand.of(
            "invite",
            "[--uses N] [--hours H] [--guest] [--approval] [--qr]",
            "make a code that lets a friend in",
            this::invite),
        SyncCommand.of("invites", "", "the invites that were given out", this::invites),
        SyncCommand.of("revoke", "ID", "withdraw an invite", onOne("revoke ID", people::revoke)),
        SyncCommand.of("waiting", "", "who waits to be let in", this::waiting),
        SyncCommand.of(
            "approve", "NAME", "let in who waits", onOne("approve NAME", people::approve)),
        SyncCommand.of("deny", "NAME", "turn away who waits", onOne("deny NAME", people::deny)),
        SyncCommand.of(
            "kick", "MEMBER [REASON]", "take a member out", onReason("kick MEMBER", people::kick)),
        SyncCommand.of(
            "ban",
            "MEMBER [REASON]",
            "take a member out for good",
            onReason("ban MEMBER", people::ban)),
        SyncCommand.of(
            "recall",
            "ARCHIVE [REASON] | ARCHIVE --lift",
            "call an archive back: out of every member's folder, or let it in again",
            this::recall),
        SyncCommand.of("unban", "KEY", "lift a ban", onOne("unban KEY", people::unban)),
        SyncCommand.of("bans", "", "who is kept out", this::bans),
        SyncCommand.of("role", "MEMBER admin|member|guest", "say what a member may do", this::role),
        SyncCommand.of(
            "block",
            "MEMBER",
            "have nothing to do with a member; nobody else knows",
            onOne("block MEMBER", member -> people.block(member, true))),
        SyncCommand.of(
            "unblock",
            "MEMBER",
            "have to do with a member again",
            onOne("unblock MEMBER", member -> people.block(member, false))),
        SyncCommand.of(
            "host transfer",
            "MEMBER",
            "move the shell to another member's host",
            onOne("host transfer MEMBER", people::transferHost)),
        SyncCommand.of("host accept", "", "host the shell, when asked", _ -> hostAccepted()),
        SyncCommand.of(
            "owner transfer",
            "MEMBER",
            "hand the shell over to a new owner",
            onOne("owner transfer MEMBER", people::transferOwner)),
        SyncCommand.of(
            "owner accept", "", "own the shell, when asked", _ -> owned(people.acceptOwner())),
        SyncCommand.of(
            "owner recover",
            "",
            "own the shell by its recovery key, which is piped in",
            this::recover));
  }

  private static Command.Handler onOne(String usage, Function<String, Answer<String>> then) {
    return invocation -> {
      Words words = Words.of(invocation.words(), 1, Set.of());
      return words.fault().isEmpty() && !words.plain().isEmpty()
          ? Replies.of(then.apply(words.plain().getFirst()))
          : Replies.usage(words, "sync " + usage);
    };
  }

  private Reply recall(Invocation invocation) {
    Words words = Words.of(invocation.words(), Integer.MAX_VALUE, Set.of(), Set.of("--lift"));
    if (!words.has("--lift")) {
      return onReason("recall ARCHIVE", people::recall).handle(invocation);
    }
    return words.fault().isEmpty() && words.plain().size() == 1
        ? Replies.of(people.liftRecall(words.plain().getFirst()))
        : Replies.usage(words, "sync recall ARCHIVE --lift");
  }

  private static Command.Handler onReason(
      String usage, BiFunction<String, String, Answer<String>> then) {
    return invocation -> {
      Words words = Words.of(invocation.words(), Integer.MAX_VALUE, Set.of());
      if (!words.fault().isEmpty() || words.plain().isEmpty()) {
        return Replies.usage(words, "sync " + usage + " [REASON]");
      }
      String reason = String.join(" ", words.plain().subList(1, words.plain().size()));
      return Replies.of(then.apply(words.plain().getFirst(), reason));
    };
  }

  private Reply invite(Invocation invocation) {
    Words words =
        Words.of(
            invocation.words(),
            0,
            Set.of("--uses", "--hours"),
            Set.of("--guest", "--approval", "--qr"));
    OptionalLong uses = Replies.number(words.option("--uses").orElse("1"), 1, 65_535);
    OptionalLong hours = Replies.number(words.option("--hours").orElse("24"), 1, HOURS_MAX);
    if (!words.fault().isEmpty()) {
      return Replies.usage(
          words, "sync invite [--uses N] [--hours H] [--guest] [--approval] [--qr]");
    }
    if (uses.isEmpty() || hours.isEmpty()) {
      return Reply.failed(
          "USAGE", "--uses takes 1 to 65535, --hours takes 1 to " + HOURS_MAX + ".");
    }
    InviteWish wish =
        new InviteWish(
            (int) uses.getAsLong(),
            Duration.ofHours(hours.getAsLong()),
            words.has("--guest"),
            words.has("--approval"));
    return Replies.of(people.invite(wish), invite -> invited(invite, wish, words.has("--qr")));
  }

  private static Reply invited(InviteView invite, InviteWish wish, boolean drawn) {
    QrPicture picture = QrPicture.of(invite.code().toUpperCase(Locale.ROOT));
    List<String> lines = new ArrayList<>(drawn ? picture.lines() : List.of());
    lines.add(invite.code());
    String until = Instant.ofEpochMilli(invite.expiresMillis()).toString();
    String who = wish.guest() ? "guest" : "member";
    lines.addAll(
        List.of(
            "Lets in "
                + (invite.uses() == 1 ? "one " + who : invite.uses() + " " + who + "s")
                + " until "
                + until
                + (wish.approval() ? ", when you have said yes with 'sync approve'" : "")
                + ". Whoever has this code can join: send it to your friend only.",
            "Your friend types 'sync join' and pastes it. 'sync revoke "
                + invite.id().substring(0, 8)
                + "' withdraws it."));
    return Reply.done(
        lines,
        Replies.row(
            "code", invite.code(),
            "id", invite.id(),
            "uses", invite.uses(),
            "expires", until,
            "qr", picture.rows()));
  }

  private Reply invites(Invocation invocation) {
    return Replies.of(
        people.invites(),
        all -> {
          List<String> lines = new ArrayList<>();
          List<@Nullable Object> rows = new ArrayList<>();
          for (OpenInviteView invite : all) {
            String until = Instant.ofEpochMilli(invite.expiresMillis()).toString();
            lines.add(
                String.format(
                    "%s  %-9s used %d of %d  until %s  for a %s%s, by %s",
                    invite.id(),
                    invite.state(),
                    invite.used(),
                    invite.usesMax(),
                    until,
                    invite.role(),
                    invite.approval() ? " with approval" : "",
                    invite.maker()));
            rows.add(
                Replies.row(
                    "id", invite.id(),
                    "state", invite.state(),
                    "used", invite.used(),
                    "uses", invite.usesMax(),
                    "expires", until,
                    "role", invite.role(),
                    "approval", invite.approval(),
                    "maker", invite.maker()));
          }
          return listed(lines, "No invites. 'sync invite' makes one.", "invites", rows);
        });
  }

  private Reply waiting(Invocation invocation) {
    return Replies.of(
        people.waiting(),
        all -> {
          List<String> lines = new ArrayList<>();
          List<@Nullable Object> rows = new ArrayList<>();
          for (JoinerView joiner : all) {
            lines.add(
                String.format(
                    "%-24s %s  by invite %s", joiner.name(), joiner.key(), joiner.invite()));
            rows.add(
                Replies.row("name", joiner.name(), "key", joiner.key(), "invite", joiner.invite()));
          }
          return listed(lines, "Nobody waits.", "waiting", rows);
        });
  }

  private Reply bans(Invocation invocation) {
    return Replies.of(
        people.bans(),
        all -> {
          List<String> lines = new ArrayList<>();
          List<@Nullable Object> rows = new ArrayList<>();
          for (BanView ban : all) {
            String at = Instant.ofEpochMilli(ban.atMillis()).toString();
            lines.add(
                ban.key()
                    + "  since "
                    + at
                    + (ban.byOwner() ? " by the owner" : "")
                    + (ban.reason().isEmpty() ? "" : ": " + ban.reason()));
            rows.add(
                Replies.row(
                    "key", ban.key(),
                    "since", at,
                    "byOwner", ban.byOwner(),
                    "reason", ban.reason()));
          }
          return listed(lines, "Nobody is kept out.", "bans", rows);
        });
  }

  private static Reply listed(
      List<String> lines, String none, String name, List<@Nullable Object> rows) {
    return Reply.done(lines.isEmpty() ? List.of(none) : lines, Map.of(name, rows));
  }

  private Reply role(Invocation invocation) {
    Words words = Words.of(invocation.words(), 2, Set.of());
    return words.fault().isEmpty() && words.plain().size() == 2
        ? Replies.of(people.role(words.plain().getFirst(), words.plain().getLast()))
        : Replies.usage(words, "sync role MEMBER admin|member|guest");
  }

  private Reply hostAccepted() {
    return Replies.of(people.acceptHost());
  }

  private Reply recover(Invocation invocation) {
    if (!invocation.words().isEmpty()) {
      return Reply.failed(
          "SECRET_AS_WORD",
          "The recovery key is a secret and is not given as a word, which other programs could see."
              + " Pipe it in: the command reads it from its input.");
    }
    return invocation.input().isBlank()
        ? Reply.failed("USAGE", "No recovery key came. Pipe it in.")
        : owned(people.recover(invocation.input()));
  }

  private static Reply owned(Answer<CreatedView> answer) {
    return Replies.of(
        answer,
        view -> {
          List<String> lines = new ArrayList<>();
          lines.add("You own the shell '" + view.shell() + "' as soon as everybody has heard.");
          lines.addAll(recoveryLines(view));
          return Reply.done(
              lines, Map.of("shell", view.shell(), "recoveryKey", view.recoveryKey()));
        });
  }

  /// What an owner must hear of the recovery key.
  static List<String> recoveryLines(CreatedView view) {
    return List.of(
        "Recovery key: " + view.recoveryKey(),
        "Write it down and keep it apart from this machine. It is shown this once. If this member's"
            + " key is lost, it makes somebody else the owner ('sync owner recover').");
  }
}
