package dev.starshell.harness.demo;

import dev.starshell.harness.lab.Lane;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;

/// Shows the lanes: redrawn in place on a terminal, at most ten times a second; elsewhere a line
/// for each lane that closes and one for the progress every two seconds.
///
/// Thread: one.
final class LaneView implements AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final long PLAIN_NANOS = 2_000_000_000;

  private final PrintStream out;

  /// Where lanes are drawn; empty when they are told in lines.
  private final Optional<Terminal> terminal;

  private final boolean isUnicode;
  private long shownAt;
  private int drawn;

  private LaneView(PrintStream out, Optional<Terminal> terminal) {
    this.out = out;
    this.terminal = terminal;
    this.isUnicode = out.charset().equals(StandardCharsets.UTF_8);
    this.shownAt = System.nanoTime() - PLAIN_NANOS;
  }

  @SuppressWarnings("SystemConsoleNull") // null in a runtime image without jdk.internal.le
  static LaneView open(PrintStream out, boolean isPlain) throws IOException {
    boolean isTerminal = System.console() != null && System.console().isTerminal();
    if (!isTerminal || isPlain) {
      return new LaneView(out, Optional.empty());
    }
    Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
      terminal.close();
      return new LaneView(out, Optional.empty());
    }
    return new LaneView(out, Optional.of(terminal));
  }

  /// Shows how a round stands.
  ///
  /// @param closed lanes closed since the last call
  /// @param isLast whether nothing more will come, so that it is shown whatever the time
  void show(String heading, LaneBoard board, List<Lane> closed, boolean isLast) {
    long now = System.nanoTime();
    if (terminal.isEmpty()) {
      closed.forEach(lane -> out.println("  " + closing(lane)));
    }
    if (!isLast && now - shownAt < (terminal.isPresent() ? REDRAW_NANOS : PLAIN_NANOS)) {
      return;
    }
    shownAt = now;
    if (terminal.isPresent()) {
      redraw(terminal.get(), heading, board);
    } else {
      out.println("  " + heading);
    }
    if (isLast) {
      drawn = 0;
    }
  }

  private void redraw(Terminal terminal, String heading, LaneBoard board) {
    int width = terminal.getWidth() > 0 ? terminal.getWidth() : 80;
    int height = terminal.getHeight() > 0 ? terminal.getHeight() : 24;
    List<AttributedString> lines = new LanePainter(width, height, isUnicode).paint(heading, board);
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\033[").append(drawn).append('A');
    }
    for (AttributedString line : lines) {
      text.append("\r\033[2K").append(line.toAnsi(terminal)).append('\n');
    }
    out.print(text.append("\033[J"));
    out.flush();
    drawn = lines.size();
  }

  private static String closing(Lane lane) {
    return lane.peer()
        + " > "
        + lane.member()
        + " channel "
        + lane.association()
        + "."
        + lane.channel()
        + ": "
        + Figures.count(lane.parcels(), "parcel")
        + ", "
        + Figures.bytes(lane.bytes())
        + ", "
        + Figures.count(lane.receipts(), "receipt")
        + ", high five";
  }

  @Override
  public void close() throws IOException {
    if (terminal.isPresent()) {
      terminal.get().close();
    }
  }
}
