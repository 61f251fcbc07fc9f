package dev.starshell.harness.demo;

import dev.starshell.harness.lab.Lane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Draws lanes into lines of a width: who, channel, archive, bar, bytes, receipts, state.
///
/// @param width of the terminal, columns
/// @param height of the terminal, lines
/// @param unicode whether the terminal can show more than ASCII
record LanePainter(int width, int height, boolean unicode) {
  private static final int WHO = 8;
  private static final int CHANNEL = 6;
  private static final int BYTES = 19;
  private static final int RECEIPTS = 10;
  private static final int STATE = 10;
  private static final int FIXED = WHO + CHANNEL + BYTES + RECEIPTS + STATE + 4;
  private static final int BAR_MAX = 24;
  private static final int BAR_MIN = 6;
  private static final int HEADING_LINES = 2;

  private static final AttributedStyle DIM = AttributedStyle.DEFAULT.faint();
  private static final AttributedStyle BUSY =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
  private static final AttributedStyle DONE =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);

  LanePainter {
    width = Math.max(width, 40);
    height = Math.max(height, 6);
  }

  /// The whole picture; never more lines than fit below a prompt.
  List<AttributedString> paint(String heading, LaneBoard board) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(cut(new AttributedString(heading, AttributedStyle.BOLD)));
    lines.add(cut(new AttributedString(titles(), DIM)));
    int room = height - HEADING_LINES - 2;
    List<Lane> lanes = board.lanes();
    List<Lane> shown = shown(lanes, room);
    shown.forEach(lane -> lines.add(line(lane)));
    if (shown.size() < lanes.size()) {
      lines.add(cut(new AttributedString(rest(lanes, shown), DIM)));
    }
    return lines;
  }

  /// Those still at work first when there is not enough room for all; in a steady order.
  private static List<Lane> shown(List<Lane> lanes, int room) {
    Comparator<Lane> steady =
        Comparator.comparing(Lane::member)
            .thenComparing(Lane::peer)
            .thenComparing(Lane::contract)
            .thenComparingInt(Lane::association)
            .thenComparingInt(Lane::channel);
    List<Lane> chosen = new ArrayList<>(lanes);
    if (chosen.size() > room) {
      chosen.sort(Comparator.comparing(Lane::isClosed).thenComparing(steady));
      chosen = new ArrayList<>(chosen.subList(0, Math.max(room - 1, 1)));
    }
    chosen.sort(steady);
    return chosen;
  }

  private static String rest(List<Lane> lanes, List<Lane> shown) {
    long hidden = (long) lanes.size() - shown.size();
    long closed =
        lanes.stream().filter(Lane::isClosed).count()
            - shown.stream().filter(Lane::isClosed).count();
    return "and " + hidden + " more lanes, " + closed + " of them closed by a high five";
  }

  private String titles() {
    return pad("lane", WHO)
        + pad("chan", CHANNEL)
        + pad("archive", archiveWidth() + 1)
        + pad("", barWidth() + 1)
        + pad("bytes", BYTES)
        + pad("receipts", RECEIPTS)
        + "state";
  }

  private AttributedString line(Lane lane) {
    AttributedStyle style = lane.isClosed() ? DONE : BUSY;
    AttributedStringBuilder out = new AttributedStringBuilder();
    out.append(pad(lane.peer() + (unicode ? " → " : " > ") + lane.member(), WHO));
    out.append(pad(lane.association() + "." + lane.channel(), CHANNEL));
    String archive = lane.archive().isEmpty() ? lane.parcels() + " parcels" : lane.archive();
    out.append(pad(archive.substring(archive.lastIndexOf('/') + 1), archiveWidth()) + " ");
    out.styled(style, bar(lane.bytesDone(), lane.bytes(), barWidth()));
    String bytes = Figures.bytes(lane.bytesDone()) + "/" + Figures.bytes(lane.bytes());
    out.append(" ").append(pad(bytes, BYTES));
    out.append(pad(lane.receipts() + "/" + lane.parcels(), RECEIPTS));
    out.styled(style, lane.isClosed() ? "high five" : lane.state());
    return cut(out.toAttributedString());
  }

  private int barWidth() {
    return Math.clamp((width - FIXED) / 2, BAR_MIN, BAR_MAX);
  }

  private int archiveWidth() {
    return Math.max(width - FIXED - barWidth() - 2, 4);
  }

  /// A bar that is full only when all is done.
  String bar(long done, long whole, int columns) {
    int full = whole <= 0 ? columns : (int) Math.clamp(done * columns / whole, 0, columns);
    return (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : ".").repeat(columns - full);
  }

  /// Exactly so many columns: what is too long ends in two dots, what is too short in blanks.
  static String pad(String text, int columns) {
    AttributedString clean = new AttributedString(text.replaceAll("\\p{Cntrl}", "?"));
    int length = clean.columnLength();
    if (length < columns) {
      return clean + " ".repeat(columns - length);
    }
    if (length == columns) {
      return clean.toString();
    }
    String head = clean.columnSubSequence(0, Math.max(columns - 3, 0)).toString() + "..";
    return head + " ".repeat(Math.max(columns - new AttributedString(head).columnLength(), 0));
  }

  private AttributedString cut(AttributedString line) {
    return line.columnLength() < width ? line : line.columnSubSequence(0, width - 1);
  }
}
