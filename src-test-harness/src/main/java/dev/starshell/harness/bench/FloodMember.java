package dev.starshell.harness.bench;

import dev.starshell.host.http.RelayService;
import dev.starshell.host.http.RelaySettings;
import dev.starshell.host.relay.RelayLimits;
import dev.starshell.syncshell.carrier.sealed.SealingCarrier;
import dev.starshell.syncshell.carrier.webrtc.WebRtcCarrier;
import dev.starshell.syncshell.carrier.webrtc.WebRtcSettings;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.file.IdentityFile;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.manifest.AcceptPolicy;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Quota;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.runtime.ShellParts;
import dev.starshell.syncshell.runtime.ShellRuntime;
import dev.starshell.syncshell.runtime.ShellSettings;
import dev.starshell.syncshell.store.file.FileArchiveStore;
import dev.starshell.syncshell.store.file.StoreSettings;
import dev.starshell.syncshell.text.DisplayName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A member of a real shell that floods whenever it is told to, in a process of its own: the first
/// line of its input is an invite, the others are `flood`, `stop`, `counts` and `end`. Each is
/// answered by a line that begins with `@`.
public final class FloodMember {
  private static final int ASSOCIATIONS = 4;
  private static final int CHANNELS = 8;

  private FloodMember() {}

  /// @param arguments the member's folder
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (FloodWires wires = new FloodWires();
        SqliteJournal journal = open(folder);
        FileArchiveStore store =
            FileArchiveStore.open(new StoreSettings(folder.resolve("store"), 0), journal.index());
        WebRtcCarrier carrier =
            new WebRtcCarrier(folder.resolve("native"), List.of(), WebRtcSettings.DEFAULT);
        RelayService relay =
            new RelayService(
                new RelaySettings("127.0.0.1", 0, List.of(), RelayLimits.standard()),
                folder.resolve("relay"));
        ShellRuntime runtime =
            new ShellRuntime(
                new ShellParts(
                    new IdentityFile(folder).loadOrCreate(),
                    journal,
                    store,
                    wires.over(new SealingCarrier(carrier)),
                    new NoLibraries(),
                    new NoInstalls(),
                    wires.over(relay),
                    _ -> {}),
                settings())) {
      runtime.start();
      Answer<String> joined = runtime.control().join(String.valueOf(in.readLine()));
      say(joined instanceof Answer.Ok<String> ? "joined" : "refused " + joined);
      obey(in, wires);
    }
  }

  private static void obey(BufferedReader in, FloodWires wires) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (line) {
        case "flood" -> wires.flood(true);
        case "stop" -> wires.flood(false);
        case "counts" -> {}
        default -> {
          return;
        }
      }
      say(wires.counts());
    }
  }

  private static void say(String words) {
    System.out.println("@ " + words);
    System.out.flush();
  }

  /// The identity makes the folder, so that only this user can enter it.
  private static SqliteJournal open(Path folder) throws IOException {
    var _ = new IdentityFile(folder).loadOrCreate();
    return SqliteJournal.open(folder.resolve("journal.db"));
  }

  private static ShellSettings settings() {
    return new ShellSettings(
        DisplayName.cleaned("flooder", "flooder"),
        ASSOCIATIONS,
        CHANNELS,
        AcceptPolicy.of(AcceptPolicy.Mode.NEVER),
        Quota.NONE,
        0,
        0);
  }

  /// Shares nothing.
  private static final class NoLibraries implements LibraryPort {
    @Override
    public Optional<Fault> check(Path folder, List<SharedLibrary> others) {
      return Optional.of(new Fault("FOLDER_MISSING", "This member shares nothing."));
    }

    @Override
    public void scan(SharedLibrary library, ScanListener listener) {}

    @Override
    public void watch(SharedLibrary library, Runnable changed) {}

    @Override
    public void forget(String name) {}

    @Override
    public void close() {}
  }

  /// Installs nothing.
  private static final class NoInstalls implements InstallPort {
    private static final Report NOTHING = new Report(0, 0, List.of(), List.of());

    @Override
    public Report apply(Job job) {
      return NOTHING;
    }

    @Override
    public Report add(Job job, List<Entry> arrived) {
      return NOTHING;
    }

    @Override
    public Returned rollback(Back back) {
      return new Returned("VERSION_UNKNOWN", 0, 0, 0, "", Set.of(), List.of());
    }

    @Override
    public Report withdraw(ShellId shell, Words words) {
      return NOTHING;
    }
  }
}
