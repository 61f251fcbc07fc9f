package dev.starshell.host;

import dev.starshell.host.console.NativeOutput;
import dev.starshell.host.http.RelayService;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The main of a host process: `--home DIR [--config FILE] [--bundled-plugins DIR]`.
///
/// Exit codes: [ExitCode]. Ctrl-C and SIGTERM end the host as cleanly as the command `stop`, within
/// 3 s; the process then ends with 130 or 143.
public final class HostMain {
  private HostMain() {}

  /// Runs until it is stopped.
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    switch (HostOptions.parse(args)) {
      case HostOptions.Parsed.Wrong(String sentence) -> {
        err.println("USAGE: " + sentence + ". Parameters: " + HostOptions.USAGE);
        System.exit(ExitCode.CONFIG.number());
      }
      case HostOptions.Parsed.Fine(HostOptions options) ->
          System.exit(run(options, out, err).number());
    }
  }

  private static ExitCode run(HostOptions options, PrintStream out, PrintStream err)
      throws InterruptedException {
    try {
      HostProcess host = HostProcess.open(options, relay(), System.in, out);
      Thread.setDefaultUncaughtExceptionHandler(host::report);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(host), "shutdown"));
      host.begin();
      host.awaitStop();
      host.close();
      return ExitCode.STOPPED;
    } catch (HostStartFailure e) {
      tell(err, e.lines());
      return e.exit();
    }
  }

  private static void end(HostProcess host) {
    host.close();
    NativeOutput.hush();
  }

  private static SignallingFactory relay() {
    return (settings, directory) -> {
      RelayService relay = new RelayService(RelayConfig.of(settings), directory);
      return new SignallingFactory.Opened(relay, relay);
    };
  }

  private static void tell(PrintStream err, List<String> lines) {
    lines.forEach(err::println);
    if (lines.size() > 1) {
      err.println(lines.size() + " mistakes; nothing was started.");
    }
  }
}
