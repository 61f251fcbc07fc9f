package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LibrariesView.Problem;
import dev.starshell.syncshell.crypto.MemberKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What keeps archives of others from being here. A problem is told when it is new, and forgotten
/// when it is over. Belongs to the shell's loop.
final class SyncProblems {
  /// Archives that are missing because they could not be fetched.
  private final Map<Root, Problem> failures = new HashMap<>();

  /// What the last installation of each member met.
  private final Map<MemberKey, List<Problem>> installs = new HashMap<>();

  /// Files that were to be withdrawn and stay.
  private final List<Problem> withdrawals = new ArrayList<>();

  /// What the quota keeps away.
  private List<Problem> quota = List.of();

  /// @return whether it is new
  boolean failed(Root root, Problem problem) {
    return !problem.equals(failures.put(root, problem));
  }

  void arrived(Root root) {
    failures.remove(root);
  }

  /// Takes what the quota keeps away.
  ///
  /// @return what of it is new: members that were within it before
  List<Problem> overQuota(List<Problem> met) {
    Set<String> before = quota.stream().map(Problem::where).collect(Collectors.toSet());
    quota = List.copyOf(met);
    return met.stream().filter(problem -> !before.contains(problem.where())).toList();
  }

  /// Forgets failures of what nobody misses any more.
  void retain(Predicate<Root> missing) {
    failures.keySet().removeIf(root -> !missing.test(root));
  }

  /// Takes what an installation met.
  ///
  /// @return what of it is new
  List<Problem> installed(MemberKey member, List<Problem> met) {
    List<Problem> before = installs.getOrDefault(member, List.of());
    installs.put(member, List.copyOf(met));
    return met.stream().filter(problem -> !before.contains(problem)).toList();
  }

  /// Takes what an installation at some places alone met.
  ///
  /// @param where those places, as problems name them
  /// @return what of it is new
  List<Problem> installed(MemberKey member, Set<String> where, List<Problem> met) {
    List<Problem> before = installs.getOrDefault(member, List.of());
    List<Problem> after = new ArrayList<>(before);
    after.removeIf(problem -> where.contains(problem.where()));
    after.addAll(met);
    installs.put(member, after);
    return met.stream().filter(problem -> !before.contains(problem)).toList();
  }

  /// Takes what a withdrawal met: nobody looks at these files again, so it is kept.
  ///
  /// @return what of it is new
  List<Problem> withdrawn(List<Problem> met) {
    List<Problem> fresh = met.stream().filter(problem -> !withdrawals.contains(problem)).toList();
    withdrawals.addAll(fresh);
    return fresh;
  }

  void forget(MemberKey member) {
    installs.remove(member);
  }

  void clear() {
    failures.clear();
    quota = List.of();
    installs.clear();
    withdrawals.clear();
  }

  List<Problem> all() {
    List<Problem> all = new ArrayList<>(failures.values());
    installs.values().forEach(all::addAll);
    all.addAll(quota);
    all.addAll(withdrawals);
    return all;
  }
}
