package dev.starshell.harness.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class LanePainterTest {
  @Test
  void noLineIsWiderThanTheTerminalAtAnyWidth() {
    LaneBoard board = board(5, "streaming");

    for (int width = 40; width <= 220; width++) {
      List<AttributedString> lines = new LanePainter(width, 30, true).paint("heading", board);

      for (AttributedString line : lines) {
        assertThat(line.columnLength()).as("width %d: %s", width, line).isLessThan(width);
      }
    }
  }

  @Test
  void thePictureFitsTheTerminalAndSaysWhatIsLeftOut() {
    LaneBoard board = board(30, "streaming");

    List<AttributedString> lines = new LanePainter(100, 12, true).paint("heading", board);

    assertThat(lines).hasSizeLessThan(12);
    assertThat(lines.getLast().toString()).contains("and 23 more lanes");
  }

  @Test
  void aLaneTellsChannelArchiveBytesReceiptsAndState() {
    LaneBoard board = new LaneBoard(Set.of());
    board.update("C", List.of(lane(2, "hair/Velvet Braids v1.ttmp2", 5_000_000, "receipts")));

    String line = new LanePainter(120, 24, false).paint("h", board).get(2).toString();

    assertThat(line)
        .startsWith("A > C")
        .contains("1.2")
        .contains("Velvet Braids")
        .doesNotContain("hair/")
        .contains("5.0 MB/10.0 MB")
        .contains("3/4")
        .contains("receipts");
  }

  @Test
  void theBarIsFullOnlyWhenAllIsDone() {
    LanePainter painter = new LanePainter(100, 24, false);

    assertThat(painter.bar(0, 10, 10)).isEqualTo("..........");
    assertThat(painter.bar(9_999_999, 10_000_000, 10)).isEqualTo("#########.");
    assertThat(painter.bar(10, 10, 10)).isEqualTo("##########");
    assertThat(painter.bar(0, 0, 4)).isEqualTo("####");
  }

  @Test
  void controlCharactersInNamesNeverReachTheTerminal() {
    assertThat(LanePainter.pad("a\u001b[2Jb", 10)).isEqualTo("a?[2Jb    ");
  }

  @Test
  void wideCharactersCountTwice() {
    String padded = LanePainter.pad("星星星星星星", 8);

    assertThat(new AttributedString(padded).columnLength()).isEqualTo(8);
  }

  private static LaneBoard board(int lanes, String state) {
    LaneBoard board = new LaneBoard(Set.of());
    List<Lane> told = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      told.add(lane(i, "a rather long name of an archive " + i + ".pmp", 1_000L * i, state));
    }
    board.update("C", told);
    return board;
  }

  static Lane lane(int channel, String archive, long bytesDone, String state) {
    return new Lane(
        "C", "A", true, "c1", 1, channel, archive, 4, 2, 10_000_000, bytesDone, 3, state);
  }
}
