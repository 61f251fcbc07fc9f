package dev.starshell.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.notice.Notice;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NoticeBoardTest {
  private final List<String> shown = new CopyOnWriteArrayList<>();

  @Test
  void noticesComeToEveryReaderInOrderAndTheRestWhenTheBoardCloses() {
    NoticeBoard board = board();
    List<String> second = new CopyOnWriteArrayList<>();
    board.addReader(notice -> second.add(notice.text()));

    post(board, 100);
    board.start();
    board.close();

    assertThat(shown).hasSize(100).startsWith("0", "1").endsWith("98", "99");
    assertThat(second).isEqualTo(shown);
  }

  @Test
  void theQueueHoldsItsLimitAndNothingIsDropped() {
    NoticeBoard board = board();

    post(board, NoticeBoard.PENDING_MAX);
    board.start();
    board.close();

    assertThat(shown).hasSize(NoticeBoard.PENDING_MAX).startsWith("0");
  }

  @Test
  void beyondTheLimitTheOldestIsDroppedAndTheLossIsTold() {
    NoticeBoard board = board();

    post(board, NoticeBoard.PENDING_MAX + 3);
    board.start();
    board.close();

    assertThat(shown).startsWith("3").anyMatch(text -> text.startsWith("3 notices came too fast"));
  }

  @Test
  void aReaderThatFailsDoesNotKeepOthersFromReading() {
    NoticeBoard board = new NoticeBoard();
    board.addReader(_ -> {
      throw new IllegalStateException("broken reader");
    });
    board.addReader(notice -> shown.add(notice.text()));

    post(board, 2);
    board.start();
    board.close();

    assertThat(shown).containsExactly("0", "1");
  }

  @Test
  void controlCharactersAreTakenOut() {
    NoticeBoard board = board();

    board.post(new Notice(Notice.Level.INFO, "", "a\u001b[2Jb"));
    board.start();
    board.close();

    assertThat(shown).containsExactly("a\ufffd[2Jb");
  }

  private NoticeBoard board() {
    NoticeBoard board = new NoticeBoard();
    board.addReader(notice -> shown.add(notice.text()));
    return board;
  }

  private static void post(NoticeBoard board, int count) {
    IntStream.range(0, count)
        .forEach(i -> board.post(new Notice(Notice.Level.INFO, "", String.valueOf(i))));
  }
}
