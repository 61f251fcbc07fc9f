package dev.starshell.host.console;

import dev.starshell.host.admin.CommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A prompt with history and completion; what happens meanwhile is printed above it.
final class TerminalConsole implements Console {
  private static final Logger LOG = LoggerFactory.getLogger(TerminalConsole.class);
  private static final String PROMPT = "starshell> ";

  private final CommandRunner commands;
  private final Runnable stop;
  private final Terminal terminal;
  private final LineReader reader;

  private TerminalConsole(CommandRunner commands, Runnable stop, Terminal terminal) {
    this.commands = commands;
    this.stop = stop;
    this.terminal = terminal;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("starshell")
            .completer((_, line, candidates) -> complete(line, candidates))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
  }

  static TerminalConsole open(CommandRunner commands, Runnable stop) {
    try {
      Terminal terminal =
          TerminalBuilder.builder().system(true).nativeSignals(false).dumb(true).build();
      return new TerminalConsole(commands, stop, terminal);
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be opened", e);
    }
  }

  @Override
  public void run() {
    boolean wasEndSeen = false;
    while (true) {
      try {
        String line = reader.readLine(PROMPT);
        wasEndSeen = false;
        show(commands.run(line, ""));
      } catch (UserInterruptException _) {
        stop.run();
        return;
      } catch (EndOfFileException _) {
        // Ctrl-D may be a slip. A terminal that has gone away says it again at once.
        if (wasEndSeen) {
          LOG.info("The terminal is closed; the host goes on without it");
          return;
        }
        wasEndSeen = true;
        print("Type stop to end the host; Ctrl-D again leaves it running without this console.");
      }
    }
  }

  @Override
  public void print(String line) {
    reader.printAbove(line);
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      LOG.warn("The terminal could not be given back", e);
    }
  }

  private void complete(ParsedLine line, List<Candidate> candidates) {
    String begun = line.line().substring(0, line.cursor());
    for (String word : commands.completions(begun)) {
      candidates.add(new Candidate(word));
    }
  }
}
