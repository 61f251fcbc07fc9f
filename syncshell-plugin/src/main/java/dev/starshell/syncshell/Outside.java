package dev.starshell.syncshell;

import dev.starshell.api.PluginContext;
import dev.starshell.api.notice.Notices;
import dev.starshell.api.settings.Settings;
import dev.starshell.syncshell.carrier.SecureCarrier;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.install.InstallSettings;
import dev.starshell.syncshell.install.Installer;
import dev.starshell.syncshell.install.Settled;
import dev.starshell.syncshell.journal.InstallBook.Bounds;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.runtime.ShellParts;
import dev.starshell.syncshell.runtime.Shells;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the shells of this home are made of: what they share, and what each has of its own.
///
/// @param journal that of the home
/// @param libraries those of the home
record Outside(
    PluginContext context,
    Identity identity,
    Journal journal,
    ArchiveStore store,
    SecureCarrier carrier,
    LibraryPort libraries)
    implements Shells.Outside {
  private static final Logger LOG = LoggerFactory.getLogger(Outside.class);

  @Override
  public Notices notices() {
    return context.notices();
  }

  @Override
  public ShellParts parts(int slot, Notices notices) throws IOException {
    Journal own = slot == 0 ? journal : journal.inSlot(slot);
    return new ShellParts(
        identity,
        own,
        store,
        carrier,
        new LibrarySlot(libraries, slot),
        installs(own),
        context.signalling(),
        notices);
  }

  private InstallEdge installs(Journal own) throws IOException {
    Settings settings = context.settings();
    List<Path> forbidden = new ArrayList<>(List.of(context.dataDirectory()));
    own.libraries().stream().map(SharedLibrary::folder).forEach(forbidden::add);
    Installer installer =
        Installer.open(store, own, settings.path("install.folder"), forbidden)
            .guardedBy(new ArchiveEdge(own.archives(), ArchiveSettings.policy(settings)))
            .keeping(
                new Bounds(
                    (int) settings.integer("history.versions"),
                    settings.sizeBytes("history.size")));
    settle(installer);
    boolean delete = settings.text("install.removed").equals("delete");
    return new InstallEdge(installer, delete ? InstallSettings.DELETE : InstallSettings.KEEP);
  }

  /// What the last process was in the middle of is finished or undone before anything else.
  private static void settle(Installer installer) throws IOException {
    long from = System.nanoTime();
    Settled settled = installer.settle();
    if (!settled.equals(Settled.NOTHING)) {
      LOG.info(
          "interrupted installations settled finished={} undone={} waiting={} millis={}",
          settled.finished(),
          settled.undone(),
          settled.waiting(),
          (System.nanoTime() - from) / 1_000_000);
    }
  }
}
