package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.BanView;
import dev.starshell.syncshell.control.CreatedView;
import dev.starshell.syncshell.control.InviteView;
import dev.starshell.syncshell.control.JoinerView;
import dev.starshell.syncshell.control.OpenInviteView;
import dev.starshell.syncshell.control.PeopleControl;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.crypto.RecoveryKey;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.OwnerConsent;
import dev.starshell.syncshell.membership.log.Reason;
import dev.starshell.syncshell.membership.log.Role;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.text.SafeText;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Keeps order in the shell: what people ask for becomes an act of this member. Thread: as
/// [ShellDesk].
final class PeopleDesk implements PeopleControl {
  /// A recall goes to everybody: a few digits may mean another archive than the person thinks.
  private static final int RECALL_DIGITS_MIN = 8;

  private final ShellRuntime shell;
  private final ShellFrame frame;
  private final ShellViews views;
  private final ActRequests requests;
  private final InviteDesk invites;

  PeopleDesk(ShellRuntime shell, ShellViews views) {
    this.shell = shell;
    this.frame = shell.frame();
    this.views = views;
    this.requests = new ActRequests(shell);
    this.invites = new InviteDesk(shell, requests);
  }

  @Override
  public Answer<InviteView> invite(InviteWish wish) {
    return invites.invite(wish);
  }

  @Override
  public Answer<List<OpenInviteView>> invites() {
    return invites.all();
  }

  @Override
  public Answer<String> revoke(String id) {
    return invites.revoke(id);
  }

  @Override
  public Answer<List<JoinerView>> waiting() {
    return invites.waiting();
  }

  @Override
  public Answer<String> approve(String joiner) {
    return invites.approve(joiner);
  }

  @Override
  public Answer<String> deny(String joiner) {
    return invites.deny(joiner);
  }

  @Override
  public Answer<String> kick(String member, String reason) {
    return onMember(
        member,
        key -> new LogAct.Kick(key, Reason.cleaned(reason)),
        name ->
            name
                + " is out of the shell, and the invites it made are closed. It keeps what it has."
                + " 'sync ban' keeps it from coming back.");
  }

  @Override
  public Answer<String> ban(String member, String reason) {
    return onMember(
        member,
        key -> new LogAct.Ban(key, Reason.cleaned(reason)),
        name -> name + " is kept out of the shell. 'sync bans' lists all, 'sync unban' lifts it.");
  }

  @Override
  public Answer<String> unban(String written) {
    return requests.about(
        state ->
            Answers.single(
                state.bans().keySet().stream()
                    .filter(key -> MemberKeyText.isBeginning(written, key))
                    .toList(),
                "MEMBER_UNKNOWN",
                "No banned key begins so. 'sync bans' lists them.",
                " banned keys begin so. Write more of it."),
        key -> new LogAct.Unban(key),
        key -> "The ban of " + key + " is lifted.");
  }

  @Override
  public Answer<List<BanView>> bans() {
    return frame
        .loop()
        .ask(() ->
            shell
                .membership()
                .state()
                .map(state ->
                    Answer.ok(
                        state.bans().values().stream()
                            .map(ban ->
                                new BanView(
                                    MemberKeyText.format(ban.key()),
                                    ban.reason().text(),
                                    ban.at().toEpochMilli(),
                                    ban.byOwner()))
                            .toList()))
                .orElseGet(Answers::noShell));
  }

  @Override
  public Answer<String> role(String member, String role) {
    Optional<Role> wanted =
        switch (role.toLowerCase(Locale.ROOT)) {
          case "admin" -> Optional.of(Role.ADMIN);
          case "member" -> Optional.of(Role.MEMBER);
          case "guest" -> Optional.of(Role.GUEST);
          default -> Optional.empty();
        };
    if (wanted.isEmpty()) {
      return Answer.no(
          "ROLE_UNKNOWN",
          "'"
              + DisplayName.cleaned(role, "?").text()
              + "' is no role. Write admin, member or guest; 'sync owner transfer' hands the shell"
              + " over.");
    }
    return onMember(
        member,
        key -> new LogAct.RoleChange(key, wanted.get()),
        name -> name + " is " + ShellViews.word(wanted.get()) + " now.");
  }

  @Override
  public Answer<String> recall(String archive, String reason) {
    return requests.about(
        _ -> archive(archive),
        root -> new LogAct.Recall(root, Reason.cleaned(reason)),
        root ->
            root
                + " is called back: it goes out of every member's install folder and stays out."
                + " Nothing is deleted from libraries and stores. 'sync recall ARCHIVE --lift' takes"
                + " that back.");
  }

  @Override
  public Answer<String> liftRecall(String archive) {
    return requests.about(
        state -> recalled(state, archive),
        LogAct.RecallLifted::new,
        root -> root + " may be used again; members install it as before.");
  }

  private Answer<Root> recalled(LogState state, String written) {
    String wanted = written.toLowerCase(Locale.ROOT);
    Set<Root> found =
        state.recalls().keySet().stream()
            .filter(root -> wanted.length() >= RECALL_DIGITS_MIN && root.toHex().startsWith(wanted))
            .collect(Collectors.toSet());
    return found.isEmpty()
        ? archive(written)
        : Answers.single(
            List.copyOf(found),
            "ARCHIVE_ID_AMBIGUOUS",
            "",
            " archives that were called back begin so. Write more of the id.");
  }

  private Answer<Root> archive(String written) {
    Set<Root> found = new HashSet<>(shell.sync().findShared(written));
    if (written.length() >= RECALL_DIGITS_MIN) {
      shell
          .sync()
          .archives()
          .inventory()
          .find(written, Optional.empty())
          .forEach(item -> found.add(item.copy().root()));
    }
    return switch (found.size()) {
      case 1 -> Answer.ok(found.iterator().next());
      case 0 ->
          Answer.no(
              "ARCHIVE_UNKNOWN",
              "No archive is called '"
                  + SafeText.of(written)
                  + "'. Write at least 8 digits of its id, as 'sync mods' lists it, or its path in a"
                  + " shared library.");
      default ->
          Answer.no(
              "ARCHIVE_ID_AMBIGUOUS",
              "'" + SafeText.of(written) + "' could be any of " + found.size() + " archives.");
    };
  }

  @Override
  public Answer<String> block(String member, boolean isBlocked) {
    CompletableFuture<Answer<String>> done = new CompletableFuture<>();
    frame.loop().post(() -> block(member, isBlocked, done));
    return Answers.await(done);
  }

  private void block(String member, boolean isBlocked, CompletableFuture<Answer<String>> done) {
    switch (views.member(member)) {
      case Answer.No<MemberKey>(String code, String sentence) ->
          done.complete(Answer.no(code, sentence));
      case Answer.Ok<MemberKey>(MemberKey key) when key.equals(frame.self()) ->
          done.complete(Answers.memberUnknown(member));
      case Answer.Ok<MemberKey>(MemberKey key) ->
          shell
              .membership()
              .blocks()
              .change(
                  key,
                  isBlocked,
                  failure ->
                      done.complete(
                          failure
                              .<Answer<String>>map(Answers::stateFailed)
                              .orElseGet(() -> Answer.ok(blocked(key, isBlocked)))));
    }
  }

  private String blocked(MemberKey key, boolean isBlocked) {
    return isBlocked
        ? "Nothing is taken from "
            + shell.name(key)
            + " or given to it. Installed files stay; 'sync unblock' undoes it."
        : shell.name(key) + " is not blocked any more.";
  }

  @Override
  public Answer<String> transferHost(String member) {
    return offering(
        member,
        Role::isAdmin,
        "Only the owner or an admin can move the shell to another host.",
        (state, key) ->
            state.place().host().equals(key)
                ? Answer.no("NOTHING_CHANGES", shell.name(key) + " hosts the shell already.")
                : shell.membership().hostMove().ask(key));
  }

  @Override
  public Answer<String> acceptHost() {
    return shell.membership().hostMove().accept();
  }

  @Override
  public Answer<String> transferOwner(String member) {
    return offering(
        member,
        role -> role == Role.OWNER,
        "Only the owner can hand the shell over.",
        (state, key) ->
            key.equals(frame.self())
                ? Answer.no("NOTHING_CHANGES", "You own the shell already.")
                : shell.membership().ownerMove().offer(state, key));
  }

  private Answer<String> offering(
      String member,
      Function<Role, Boolean> may,
      String mayNot,
      BiFunction<LogState, MemberKey, Answer<String>> then) {
    return frame
        .loop()
        .ask(() -> {
          Optional<LogState> state = shell.membership().state();
          if (state.isEmpty()) {
            return Answers.noShell();
          }
          boolean allowed =
              state.get().member(frame.self()).filter(me -> may.apply(me.role())).isPresent();
          return views
              .member(member)
              .then(key ->
                  allowed ? then.apply(state.get(), key) : Answer.no("ROLE_TOO_LOW", mayNot));
        });
  }

  @Override
  public Answer<CreatedView> acceptOwner() {
    return frame
        .loop()
        .ask(() ->
            shell.membership().ownerMove().accept().then(recovery -> Answer.ok(shown(recovery))));
  }

  private CreatedView shown(RecoveryKey recovery) {
    return new CreatedView(shell.shellName(), recovery.written());
  }

  @Override
  public Answer<CreatedView> recover(String typed) {
    Optional<RecoveryKey> used = RecoveryKey.read(typed);
    if (used.isEmpty()) {
      return Answer.no(
          "RECOVERY_KEY_CORRUPT",
          "This is no recovery key: a character is wrong or missing. It has 32 characters in groups"
              + " of four.");
    }
    CompletableFuture<Answer<CreatedView>> done = new CompletableFuture<>();
    frame.loop().post(() -> recover(used.get().identity(), done));
    return Answers.await(done);
  }

  private void recover(Identity by, CompletableFuture<Answer<CreatedView>> done) {
    Optional<LogState> state = shell.membership().state();
    if (state.isEmpty()) {
      done.complete(
          Answer.no(
              "NO_SHELL",
              "This member is in no shell. Join the shell first, by an invite of an admin; then"
                  + " recover it."));
      return;
    }
    if (!state.get().recoveryKey().equals(by.key())) {
      done.complete(
          Answer.no(
              "RECOVERY_KEY_WRONG",
              "This recovery key is not in force in this shell. One that was used, or was the owner's"
                  + " before the shell was handed over, is worth nothing any more."));
      return;
    }
    RecoveryKey next = Chance.recoveryKey();
    Identity self = frame.parts().identity();
    OwnerConsent consent =
        new OwnerConsent(
            state.get().shell(), state.get().epoch(), by.key(), self.key(), next.key());
    DisplayName name = frame.settings().memberName();
    LogAct act = new LogAct.OwnerRecovered(self.key(), name, next.key(), consent.sign(self));
    shell
        .membership()
        .acts()
        .proposeAs(by, act, outcome -> done.complete(ActRequests.told(outcome, shown(next))));
  }

  // Acts

  private Answer<String> onMember(
      String written, Function<MemberKey, LogAct> act, Function<String, String> worked) {
    return requests.about(_ -> views.member(written), act, key -> worked.apply(shell.name(key)));
  }
}
