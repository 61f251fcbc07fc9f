package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.membership.log.Reason;
import dev.starshell.syncshell.membership.log.SignedAct;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Records of the membership log in people's words. Pure.
final class LogNews {
  private LogNews() {}

  /// Why this member is no member any more.
  ///
  /// @param isOwnWish whether it has left by itself
  record Expulsion(String code, String sentence, boolean isOwnWish) {}

  /// What the audit trail says of a record.
  ///
  /// @param member whom it is about
  record AuditLine(String event, MemberKey member, String subject) {}

  static Expulsion expulsion(
      List<LogRecord> records, MemberKey self, Function<MemberKey, String> names) {
    for (LogRecord record : records.reversed()) {
      String by = author(record).map(names).orElse("An admin");
      switch (record.act()) {
        case LogAct.Kick(MemberKey member, Reason reason) when member.equals(self) -> {
          return new Expulsion(
              "KICKED", by + " has taken you out of the shell" + because(reason), false);
        }
        case LogAct.Ban(MemberKey member, Reason reason) when member.equals(self) -> {
          return new Expulsion(
              "BANNED",
              by + " has taken you out of the shell and keeps you out" + because(reason),
              false);
        }
        case LogAct.Leave() when author(record).filter(self::equals).isPresent() -> {
          return new Expulsion("", "", true);
        }
        case LogAct _ -> {}
      }
    }
    return new Expulsion(
        "NOT_A_MEMBER", "The shell's log has this member no more. Installed files stay.", false);
  }

  private static String because(Reason reason) {
    return (reason.text().isEmpty() ? "." : ": " + reason.text() + ".")
        + " Installed files stay; nobody in the shell takes or gives you anything any more.";
  }

  /// What people of the shell should hear of, once each.
  static List<String> forPeople(
      Optional<LogState> before,
      List<LogRecord> added,
      MemberKey self,
      Function<MemberKey, String> names) {
    List<String> news = new ArrayList<>();
    if (before.isEmpty()) {
      return news;
    }
    for (LogRecord record : added) {
      String by = author(record).map(names).orElse("Somebody");
      boolean isOwn = author(record).filter(self::equals).isPresent();
      if (isOwn) {
        continue;
      }
      switch (record.act()) {
        case LogAct.Kick(MemberKey member, Reason reason) ->
            news.add(by + " has taken " + names.apply(member) + " out" + why(reason));
        case LogAct.Ban(MemberKey member, Reason reason) ->
            news.add(by + " has banned " + names.apply(member) + why(reason));
        case LogAct.RoleChange(MemberKey member, var role) when member.equals(self) ->
            news.add(by + " has made you " + role.name().toLowerCase(Locale.ROOT) + ".");
        case LogAct.HostChange(var place) ->
            news.add(by + " has moved the shell to " + names.apply(place.host()) + "'s host.");
        case LogAct.OwnerHandover(MemberKey owner, var recovery, var consent) ->
            news.add(by + " has handed the shell over to " + names.apply(owner) + ".");
        case LogAct.OwnerRecovered(MemberKey owner, var name, var recovery, var consent) ->
            news.add(names.apply(owner) + " owns the shell now, by the recovery key.");
        case LogAct _ -> {}
      }
    }
    return news;
  }

  /// What people are told when two histories were found.
  ///
  /// @param sealers whoever has sealed the two records: one key, or two of which either may be
  ///   right
  static String forked(List<MemberKey> sealers, Function<MemberKey, String> names) {
    List<String> called = sealers.stream().map(names).toList();
    return "There are two histories of this shell, "
        + (called.size() == 1
            ? "both sealed by " + called.getFirst()
            : "one sealed by " + called.getFirst() + ", the other by " + called.getLast())
        + ". Nobody new is met and no change is taken; 'sync status' says what to do.";
  }

  private static String why(Reason reason) {
    return reason.text().isEmpty() ? "." : ": " + reason.text() + ".";
  }

  /// The line of the audit trail.
  static AuditLine audit(LogRecord record) {
    String by = author(record).map(MemberKey::toString).orElse("by invite");
    MemberKey about =
        switch (record.act()) {
          case LogAct.Kick(MemberKey member, var reason) -> member;
          case LogAct.Ban(MemberKey member, var reason) -> member;
          case LogAct.Unban(MemberKey member) -> member;
          case LogAct.RoleChange(MemberKey member, var role) -> member;
          case LogAct.Deny(var id, MemberKey joiner) -> joiner;
          case LogAct.OwnerHandover(MemberKey owner, var recovery, var consent) -> owner;
          case LogAct.OwnerRecovered(MemberKey owner, var name, var recovery, var consent) -> owner;
          case LogAct _ -> author(record).orElse(record.place().sealer());
        };
    String event = "SHELL_" + record.act().getClass().getSimpleName().toUpperCase(Locale.ROOT);
    return new AuditLine(event, about, "record " + record.place().sequence() + ", " + by);
  }

  private static Optional<MemberKey> author(LogRecord record) {
    return record.proposal() instanceof Proposal.Signed(SignedAct act, var bytes)
        ? Optional.of(act.author())
        : Optional.empty();
  }
}
