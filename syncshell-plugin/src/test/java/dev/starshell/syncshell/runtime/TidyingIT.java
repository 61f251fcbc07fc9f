package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Partial archives that are wanted, and that are not any more.
final class TidyingIT extends TrioScene {
  private static final int MB = 1024 * 1024;

  private static ChunkList chunks(byte[] bytes) {
    ArchiveHasher hasher = new ArchiveHasher(bytes.length + (1 << 18));
    hasher.room().put(bytes);
    hasher.take();
    return hasher.finish();
  }

  private Set<Root> missing() {
    return bob.runtime().frame().loop().ask(() -> bob.runtime().sync().catalog().missing());
  }

  private List<String> parts() {
    String[] names = bob.home.resolve("data/store/incoming").toFile().list();
    return names == null ? List.of() : List.of(names);
  }

  @Test
  void whatIsOfferedAgainWhileItIsDeletedIsFetchedAgain() throws IOException {
    Root root = chunks(ada.write("mods", "a.zip", 1, MB)).root();
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 1);
    shell.awaitSync();
    ArchiveStore store = bob.runtime().frame().parts().store();
    // What a cleaning does when the manifest comes between its last look and this.
    store.discard(Set.of(root));
    bob.journal().archives().forgetBrought(Set.of(root));
    long before = TestShell.counts(bob).archivesReceived();

    bob.runtime().frame().loop().post(() -> Tidying.areGone(bob.runtime().sync(), Set.of(root)));

    until(() -> TestShell.counts(bob).archivesReceived() > before);
    until(() -> storeHas(store, root));
    assertThat(bob.journal().archives().brought()).containsKey(root);
  }

  private static boolean storeHas(ArchiveStore store, Root root) {
    try {
      return store.present(Set.of(root)).contains(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aShellThatEndsMeanwhileIsNoMistake() throws IOException {
    shell.begin();
    ShellRuntime ended = bob.runtime();
    ArchiveStore store = ended.frame().parts().store();
    Tidying tidying = new Tidying(bob.journal(), store, () -> List.of(ended));
    ended.close();

    assertThat(tidying.clean())
        .isInstanceOfSatisfying(
            Answer.No.class, no -> assertThat(no.code()).isEqualTo("SHELL_BUSY"));
  }

  @Test
  void whatNoShellMissesIsNotKeptInPart() throws IOException {
    ChunkList wanted = chunks(ada.write("mods", "a.zip", 1, MB));
    byte[] bytes = new byte[MB];
    new Random(7).nextBytes(bytes);
    ChunkList other = chunks(bytes);
    shell.begin();
    ok(bob.control().pause(true));
    ada.share("mods");
    until(() -> missing().equals(Set.of(wanted.root())));
    ArchiveStore store = bob.runtime().frame().parts().store();
    for (ChunkList list : List.of(wanted, other)) {
      store.begin(list.root(), list);
      store.rest(list.root());
    }
    assertThat(parts()).hasSize(2);
    Tidying tidying = new Tidying(bob.journal(), store, () -> List.of(bob.runtime()));

    tidying.dropUnwanted();
    assertThat(parts()).containsExactly(wanted.root().toHex() + ".part");

    ok(ada.control().unshare("mods"));
    until(() -> missing().isEmpty());
    tidying.dropUnwanted();
    assertThat(parts()).isEmpty();
  }
}
