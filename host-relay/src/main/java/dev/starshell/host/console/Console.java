package dev.starshell.host.console;

import dev.starshell.api.command.Reply;
import dev.starshell.api.notice.Notice;
import dev.starshell.host.admin.CommandRunner;
import dev.starshell.host.admin.DisplayText;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/// Where the person at the host types commands and reads replies and notices.
public sealed interface Console extends AutoCloseable permits PlainConsole, TerminalConsole {
  /// The console that fits: with completion on a terminal, plain lines otherwise. JLine is loaded
  /// for a terminal only; a background host does without it (RSS in one run each: 84 MB plain, 116
  /// MB with a prompt that was used).
  ///
  /// @param stop called when the person asks to end with Ctrl-C
  @SuppressWarnings("SystemConsoleNull") // null in a runtime image without jdk.internal.le
  static Console open(CommandRunner commands, Runnable stop, InputStream in, PrintStream out) {
    java.io.Console terminal = System.console();
    return terminal != null && terminal.isTerminal()
        ? TerminalConsole.open(commands, stop)
        : new PlainConsole(commands, in, out);
  }

  /// Reads and runs command lines until there are no more; then the host goes on without a console.
  void run();

  /// Shows one line, above the prompt if there is one. Thread: any.
  void print(String line);

  /// Gives the terminal back.
  @Override
  void close();

  /// Shows a notice.
  default void show(Notice notice) {
    String mark =
        switch (notice.level()) {
          case INFO -> "";
          case WARNING -> "warning: ";
          case ERROR -> "error: ";
        };
    String code = notice.code().isEmpty() ? "" : notice.code() + ": ";
    print(mark + code + DisplayText.safe(notice.text()));
  }

  /// Shows a reply.
  default void show(Reply reply) {
    switch (reply) {
      case Reply.Done(List<String> lines, var _) ->
          lines.forEach(line -> print(DisplayText.safe(line)));
      case Reply.Failed(String code, String sentence) ->
          print(code + ": " + DisplayText.safe(sentence));
    }
  }
}
