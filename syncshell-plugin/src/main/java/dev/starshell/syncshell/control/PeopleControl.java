package dev.starshell.syncshell.control;

import dev.starshell.syncshell.control.ShellControl.Answer;
import java.time.Duration;
import java.util.List;

/// Port: who is in the shell and what they may do. A member is named by its name or key.
///
/// Thread: any virtual thread. Each call answers within seconds.
public interface PeopleControl {
  /// Makes an invite, as owner or admin.
  Answer<InviteView> invite(InviteWish wish);

  /// What an invite should be.
  ///
  /// @param uses how many members it lets in, 1 to 65,535
  /// @param guest whether who comes in by it may only receive
  /// @param approval whether an admin must say yes to each
  record InviteWish(int uses, Duration validFor, boolean guest, boolean approval) {
    /// For members, without approval.
    public static InviteWish plain(int uses, Duration validFor) {
      return new InviteWish(uses, validFor, false, false);
    }
  }

  /// Invites that were given out, the newest last; closed ones until they are forgotten.
  Answer<List<OpenInviteView>> invites();

  /// Withdraws an invite.
  ///
  /// @param id or a beginning of it that is no other one's
  Answer<String> revoke(String id);

  /// Who waits for a yes.
  Answer<List<JoinerView>> waiting();

  /// Lets in who waits.
  Answer<String> approve(String joiner);

  /// Turns away who waits, for good as far as that invite goes.
  Answer<String> deny(String joiner);

  /// Takes a member out.
  Answer<String> kick(String member, String reason);

  /// Keeps a member or a key out.
  Answer<String> ban(String member, String reason);

  /// Lifts a ban.
  ///
  /// @param key or a beginning of it that is no other one's
  Answer<String> unban(String key);

  /// Keys that are kept out.
  Answer<List<BanView>> bans();

  /// Makes a member `admin`, `member` or `guest`.
  Answer<String> role(String member, String role);

  /// Calls an archive back, as owner or admin: every member takes it out of use, until that is
  /// lifted.
  ///
  /// @param archive the beginning of its id, or the path of one that is shared here
  Answer<String> recall(String archive, String reason);

  /// Lifts a recall, as owner or admin: members may use the archive again.
  ///
  /// @param archive as of [#recall]
  Answer<String> liftRecall(String archive);

  /// Has nothing to do with a member from now on, or again. Nobody else knows of it.
  Answer<String> block(String member, boolean isBlocked);

  /// Asks a member to host the shell.
  Answer<String> transferHost(String member);

  /// Agrees to host the shell.
  Answer<String> acceptHost();

  /// Offers the shell to a new owner.
  Answer<String> transferOwner(String member);

  /// Agrees to own the shell.
  ///
  /// @return the new recovery key, shown this once
  Answer<CreatedView> acceptOwner();

  /// Makes this member the owner by the recovery key.
  ///
  /// @return the new recovery key, shown this once
  Answer<CreatedView> recover(String recoveryKey);
}
