package dev.starshell.host.console;

import dev.starshell.host.admin.CommandRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lines in, lines out: for pipes, services and scripts. Without input the host is a daemon.
final class PlainConsole implements Console {
  private static final Logger LOG = LoggerFactory.getLogger(PlainConsole.class);

  private final CommandRunner commands;
  private final InputStream in;
  private final PrintStream out;

  PlainConsole(CommandRunner commands, InputStream in, PrintStream out) {
    this.commands = commands;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run() {
    // The stream stays open: it is the process's own stdin.
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        show(commands.run(line, ""));
      }
    } catch (IOException e) {
      LOG.info("The console has no more input: {}", e.toString());
    }
  }

  @Override
  public void print(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
