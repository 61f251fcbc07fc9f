package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.InstallEdge;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallSettings;
import dev.starshell.syncshell.install.Installer;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// The real installer, whose settings a test may change while it runs.
record TestInstalls(Installer installer, Supplier<InstallSettings> settings, Runnable before)
    implements InstallPort {
  @Override
  public Report apply(Job job) throws IOException {
    return edge().apply(job);
  }

  @Override
  public Report add(Job job, List<Entry> arrived) throws IOException {
    return edge().add(job, arrived);
  }

  @Override
  public Report withdraw(ShellId shell, Words words) throws IOException {
    return edge().withdraw(shell, words);
  }

  @Override
  public Returned rollback(Back back) throws IOException {
    return edge().rollback(back);
  }

  @Override
  public Looked look(ShellId shell, Pace pace) throws IOException {
    return edge().look(shell, pace);
  }

  @Override
  public List<Altered> standing(ShellId shell, List<Altered> found) throws IOException {
    return edge().standing(shell, found);
  }

  private InstallEdge edge() {
    before.run();
    return new InstallEdge(installer, settings.get());
  }
}
