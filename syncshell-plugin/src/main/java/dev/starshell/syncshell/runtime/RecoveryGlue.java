package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import java.util.Optional;
import java.util.Set;

/// What recoveries know of the rest of the shell.
record RecoveryGlue(ShellRuntime shell) implements Recoveries.RecoveryLinks {
  @Override
  public Optional<UnderWay> underWay(MemberKey peer) {
    return Optional.ofNullable(shell.links().exchange(peer)).map(Exchange::underWay);
  }

  @Override
  public Set<Root> awaited(MemberKey peer) {
    return shell.sync().catalog().awaited(peer);
  }

  @Override
  public boolean isAwaited(MemberKey peer) {
    return shell.sync().catalog().isAwaited(peer);
  }

  @Override
  public boolean isAnswered(MemberKey peer) {
    return shell.sync().isAnswered(peer);
  }

  @Override
  public boolean isHere(Root root) {
    return shell.sync().catalog().isHere(root);
  }

  @Override
  public long sizeOf(MemberKey peer, Root root) {
    return shell.sync().catalog().sizeOf(peer, root);
  }

  @Override
  public String name(MemberKey peer) {
    return shell.name(peer);
  }

  @Override
  public long manifest(MemberKey peer) {
    return shell.sync().catalog().manifest(peer).map(one -> one.manifest().sequence()).orElse(0L);
  }
}
