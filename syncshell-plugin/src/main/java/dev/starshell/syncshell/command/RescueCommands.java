package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.RescueControl;
import dev.starshell.syncshell.control.RescueControl.RescueCodeView;
import dev.starshell.syncshell.control.RescueControl.RescueView;
import dev.starshell.syncshell.limits.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `sync recovery` commands about codes: how two members meet while the shell's relay is gone.
final class RescueCommands {
  private static final String USAGE = "sync recovery code [MEMBER] [--valid 1h] [--qr] | --cancel";

  /// In privacy mode somebody must say that the other one may know this machine's address.
  private static final String SHOWN = "--show-address";

  private static final Pattern SPAN = Pattern.compile("(\\d{1,4})([mh])");

  private final RescueControl rescues;

  private final BooleanSupplier isPrivate;

  /// @param isPrivate whether this member's address is kept from the others
  RescueCommands(RescueControl rescues, BooleanSupplier isPrivate) {
    this.rescues = rescues;
    this.isPrivate = isPrivate;
  }

  List<Command> all() {
    return List.of(
        SyncCommand.of(
            "recovery code",
            "[MEMBER] [--valid 1h] [--qr] | --cancel",
            "a code by which a friend finds you while the shell's host is gone",
            this::code),
        SyncCommand.of(
            "recovery use", "CODE", "reach a friend by such a code; it may be piped in", this::use),
        SyncCommand.of("recovery codes", "", "codes that are open or in use here", _ -> codes()));
  }

  private Reply code(Invocation invocation) {
    Words words =
        Words.of(invocation.words(), 1, Set.of("--valid"), Set.of("--qr", "--cancel", SHOWN));
    if (!words.fault().isEmpty()) {
      return Replies.usage(words, USAGE);
    }
    if (words.has("--cancel")) {
      return Replies.of(rescues.cancel());
    }
    if (isPrivate.getAsBoolean() && !words.has(SHOWN)) {
      return shown("The code would say where this host is, and the friend's host would go there.");
    }
    Optional<Duration> valid =
        words
            .option("--valid")
            .map(RescueCommands::span)
            .orElse(Optional.of(Limits.RECOVERY_CODE_SPAN));
    return valid.isEmpty()
        ? Reply.failed("USAGE", "--valid takes 1m to 1440m, or 1h to 24h.")
        : Replies.of(rescues.make(words.at(0), valid.get()), made -> made(made, words.has("--qr")));
  }

  /// `90m`, `2h`; empty if it is no span that a code may have.
  static Optional<Duration> span(String written) {
    Matcher read = SPAN.matcher(written.toLowerCase(Locale.ROOT));
    if (!read.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(read.group(1));
    Duration span = read.group(2).equals("h") ? Duration.ofHours(count) : Duration.ofMinutes(count);
    return Optional.of(span)
        .filter(one -> one.isPositive() && one.compareTo(Limits.RECOVERY_CODE_SPAN_MAX) <= 0);
  }

  private static Reply made(RescueCodeView made, boolean drawn) {
    QrPicture picture = QrPicture.of(made.code().toUpperCase(Locale.ROOT));
    List<String> lines = new ArrayList<>(drawn ? picture.lines() : List.of());
    String until = Instant.ofEpochMilli(made.expiresMillis()).toString();
    String who = made.member().isEmpty() ? "One member of this shell" : made.member();
    lines.add(made.code());
    lines.add(
        who
            + " can use it once, until "
            + until
            + ": 'sync recovery use' and paste it. Send it by another way, to your friend only.");
    lines.add(
        "Your friend's host must reach this one at "
            + String.join(" or ", made.endpoints())
            + ". The code is over when this host restarts; 'sync recovery code --cancel' withdraws"
            + " it.");
    return Reply.done(
        lines,
        Replies.row(
            "code", made.code(),
            "id", made.id(),
            "member", made.member(),
            "expires", until,
            "endpoints", made.endpoints(),
            "qr", picture.rows()));
  }

  private static Reply shown(String what) {
    return Reply.failed(
        "PRIVACY_BLOCKED",
        "Privacy mode is on. "
            + what
            + " Wait for the shell's host, or add "
            + SHOWN
            + " if the other member may know this machine's address.");
  }

  /// As words it may have been broken by spaces.
  private Reply use(Invocation invocation) {
    Words words = Words.of(invocation.words(), Integer.MAX_VALUE, Set.of(), Set.of(SHOWN));
    String code = words.plain().isEmpty() ? invocation.input() : String.join("", words.plain());
    if (!words.fault().isEmpty() || code.isBlank()) {
      return Replies.usage(words, "sync recovery use CODE, or pipe the code in");
    }
    return isPrivate.getAsBoolean() && !words.has(SHOWN)
        ? shown("Using a code goes straight to the host of the member who made it.")
        : Replies.of(rescues.use(code));
  }

  private Reply codes() {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (RescueView code : rescues.codes()) {
      String until = Instant.ofEpochMilli(code.untilMillis()).toString();
      lines.add(
          String.format(
              "%s  %-10s %-7s %s, until %s",
              code.id(),
              code.made() ? "made here" : "used here",
              code.state(),
              code.member().isEmpty() ? "for any member" : code.member(),
              until));
      rows.add(
          Replies.row(
              "id", code.id(),
              "made", code.made(),
              "member", code.member(),
              "state", code.state(),
              "until", until));
    }
    if (lines.isEmpty()) {
      lines.add("No recovery codes. 'sync recovery code' makes one.");
    }
    return Reply.done(lines, Replies.row("codes", rows));
  }
}
