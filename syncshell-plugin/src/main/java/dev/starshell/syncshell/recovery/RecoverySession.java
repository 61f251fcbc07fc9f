package dev.starshell.syncshell.recovery;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.text.Base32;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What survives the loss of a link to one member, in the journal: what arrived, what is partly
/// here, what was agreed, by which servers the link was made. It has no secret: every generation
/// makes its own keys. Immutable.
public final class RecoverySession {
  /// How long a session is kept after its link was lost.
  public static final Duration KEPT_FOR = Duration.ofDays(7);

  /// Most archives of one session, whole and partial each. Source: entries of a manifest.
  public static final int ARCHIVES_MAX = 20_000;

  /// Most contracts of one session: one in each direction, and one that was just given up.
  public static final int CONTRACTS_MAX = 4;

  /// Most servers of one session.
  public static final int SERVERS_MAX = 16;

  private static final int ID_BYTES = 5;

  private final Subject subject;
  private final ImmutableSet<Root> completed;
  private final ImmutableMap<Root, PartialArchive> partials;
  private final ImmutableList<OpenContract> contracts;
  private final ImmutableList<String> servers;

  /// Whose link it was and when it was lost.
  ///
  /// @param generation the last one that was bound
  /// @param manifest sequence of the member's manifest that was being fetched; 0 when none was
  /// @param lostSeconds wall-clock time of the loss, in seconds since 1970
  public record Subject(
      ShellId shell, MemberKey peer, long generation, long manifest, long lostSeconds) {
    public Subject {
      if (generation < 0 || manifest < 0 || lostSeconds < 0) {
        throw new IllegalArgumentException(
            "generation=" + generation + " manifest=" + manifest + " lost=" + lostSeconds);
      }
    }

    /// What people call the session: the same for each loss of this link.
    public String id() {
      byte[] hash = Sha256.of(shell.digest().toBytes(), peer.toBytes()).toBytes();
      return "r-" + Base32.encode(Arrays.copyOf(hash, ID_BYTES));
    }

    /// When what was kept may be forgotten, in seconds since 1970.
    public long expirySeconds() {
      return lostSeconds + KEPT_FOR.toSeconds();
    }
  }

  private RecoverySession(
      Subject subject,
      ImmutableSet<Root> completed,
      ImmutableMap<Root, PartialArchive> partials,
      ImmutableList<OpenContract> contracts,
      ImmutableList<String> servers) {
    this.subject = subject;
    this.completed = completed;
    this.partials = partials;
    this.contracts = contracts;
    this.servers = servers;
    requireMax("completed", completed.size(), ARCHIVES_MAX);
    requireMax("partials", partials.size(), ARCHIVES_MAX);
    requireMax("contracts", contracts.size(), CONTRACTS_MAX);
    requireMax("servers", servers.size(), SERVERS_MAX);
    servers.forEach(ServerName::require);
  }

  private static void requireMax(String name, int count, int max) {
    if (count > max) {
      throw new IllegalArgumentException(name + "=" + count + " over " + max);
    }
  }

  /// A session of a link that was just lost.
  ///
  /// @throws IllegalArgumentException if a bound is passed or a server's name is none
  public static RecoverySession of(
      Subject subject,
      Collection<Root> completed,
      Collection<PartialArchive> partials,
      List<OpenContract> contracts,
      List<String> servers) {
    ImmutableMap.Builder<Root, PartialArchive> byRoot = ImmutableMap.builder();
    partials.forEach(partial -> byRoot.put(partial.root(), partial));
    return new RecoverySession(
        subject,
        ImmutableSet.copyOf(completed),
        byRoot.buildOrThrow(),
        ImmutableList.copyOf(contracts),
        ImmutableList.copyOf(servers));
  }

  /// The same, with one more archive that is whole and durable here.
  public RecoverySession completed(Root root) {
    Set<Root> more = new LinkedHashSet<>(completed);
    more.add(root);
    Map<Root, PartialArchive> left = new LinkedHashMap<>(partials);
    left.remove(root);
    return of(subject, more, left.values(), contracts, servers);
  }

  /// The same, with what is here of an archive now. One that is whole changes nothing.
  public RecoverySession progressed(PartialArchive partial) {
    return progressed(List.of(partial));
  }

  /// The same, with what is here of these archives now. Those that are whole change nothing, and
  /// those that would be too many are left out.
  public RecoverySession progressed(Collection<PartialArchive> news) {
    Map<Root, PartialArchive> more = new LinkedHashMap<>(partials);
    for (PartialArchive partial : news) {
      boolean fits = more.size() < ARCHIVES_MAX || more.containsKey(partial.root());
      if (fits && !completed.contains(partial.root())) {
        more.put(partial.root(), partial);
      }
    }
    return of(subject, completed, more.values(), contracts, servers);
  }

  /// Whose link it was.
  public Subject subject() {
    return subject;
  }

  /// Archives that arrived whole.
  public Set<Root> completed() {
    return completed;
  }

  /// Archives that are partly here.
  public Collection<PartialArchive> partials() {
    return partials.values();
  }

  /// Contracts that were under way.
  public List<OpenContract> contracts() {
    return contracts;
  }

  /// The servers that the link could be made by.
  public List<String> servers() {
    return servers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecoverySession that
        && subject.equals(that.subject)
        && completed.equals(that.completed)
        && partials.equals(that.partials)
        && contracts.equals(that.contracts)
        && servers.equals(that.servers);
  }

  @Override
  public int hashCode() {
    return subject.hashCode();
  }

  /// Sizes, for a log line.
  @Override
  public String toString() {
    return "session with "
        + subject.peer()
        + ": "
        + completed.size()
        + " whole, "
        + partials.size()
        + " partial";
  }
}
