package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Requests to join that wait for an owner or admin to say yes. Nothing in it is kept over a
/// restart: joiners ask again by themselves. Belongs to the shell's loop.
final class WaitingRoom {
  private final Map<MemberKey, Joiner> waiting = new LinkedHashMap<>();

  /// Somebody who waits.
  record Joiner(JoinRequest request, Bytes credential) {
    String name() {
      return request.name().text();
    }
  }

  /// Takes a request that proves to hold an invite which needs approval.
  ///
  /// @return the joiner, if nobody knew of it yet
  Optional<Joiner> add(Bytes credential) {
    Optional<Joiner> joiner =
        JoinRequest.read(credential).map(shown -> new Joiner(shown.request(), credential));
    boolean isNew = joiner.isPresent() && !waiting.containsKey(joiner.get().request().member());
    if (isNew && waiting.size() >= Limits.JOINERS_WAITING_MAX) {
      waiting.remove(waiting.keySet().iterator().next());
    }
    joiner.ifPresent(one -> waiting.put(one.request().member(), one));
    return joiner.filter(_ -> isNew);
  }

  /// The host says that these wait, and nobody else.
  ///
  /// @return those that nobody knew of yet
  List<Joiner> set(List<Bytes> credentials) {
    Set<MemberKey> known = Set.copyOf(waiting.keySet());
    waiting.clear();
    credentials.forEach(this::add);
    return waiting.values().stream()
        .filter(joiner -> !known.contains(joiner.request().member()))
        .toList();
  }

  /// Lets those go who are in, or will never be by what they hold.
  ///
  /// @return whether somebody has gone
  boolean update(LogState state) {
    return waiting
        .values()
        .removeIf(joiner -> {
          MemberKey key = joiner.request().member();
          return state.member(key).isPresent()
              || state.bans().containsKey(key)
              || Optional.ofNullable(state.invites().get(joiner.request().inviteId()))
                  .map(invite -> invite.barred().contains(key) || !invite.isOpen(state.time()))
                  .orElse(true);
        });
  }

  List<Joiner> all() {
    return List.copyOf(waiting.values());
  }

  List<Bytes> credentials() {
    return waiting.values().stream().map(Joiner::credential).toList();
  }

  void clear() {
    waiting.clear();
  }
}
