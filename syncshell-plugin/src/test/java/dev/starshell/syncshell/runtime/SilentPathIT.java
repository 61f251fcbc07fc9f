package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.ShellControl.Direction;
import dev.starshell.syncshell.protocol.ControlAssembler;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.TransferMessage;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Under an upload limit there are pauses between chunks; a path that is gone by then takes none.
final class SilentPathIT extends PairScene {
  private static final int KIB = 1024;

  /// What Ada said, in order.
  private final List<Said> said = new CopyOnWriteArrayList<>();

  /// Whether nothing of Bob comes any more, and whether that is so from Ada's next heartbeat on.
  private volatile boolean isSilent;

  private volatile boolean fallsSilent;

  private record Said(boolean isData, long atNanos) {}

  private void beginSlowly() throws IOException {
    shell.net.sealed = false;
    shell.net.filter = this::pass;
    shell.begin();
    ok(ada.control().limit(Direction.UPLOAD, 128 * KIB));
    ada.write("mods", "slow.zip", 1, 576 * KIB);
    ada.share("mods");
    until(() -> data() > 4);
  }

  private List<byte[]> pass(MemoryBundle from, int channel, byte[] frame) {
    if (!from.member.equals(ada.key())) {
      return isSilent ? List.of() : List.of(frame);
    }
    boolean asks = channel == 0 && isHeartbeat(frame);
    if (asks && fallsSilent) {
      isSilent = true;
    }
    if (asks || channel > 0) {
      said.add(new Said(channel > 0, System.nanoTime()));
    }
    return List.of(frame);
  }

  private static boolean isHeartbeat(byte[] frame) {
    return new ControlAssembler().accept(frame)
            instanceof DecodeResult.Decoded<TransferMessage> decoded
        && decoded.message() instanceof Heartbeat;
  }

  private long data() {
    return said.stream().filter(Said::isData).count();
  }

  /// Heartbeats in each pause between two data frames that was long enough for a silence.
  private List<Integer> askedInPauses() {
    List<Integer> asked = new ArrayList<>();
    long last = Long.MAX_VALUE;
    int heartbeats = 0;
    for (Said one : said) {
      if (!one.isData()) {
        heartbeats++;
      } else {
        if (one.atNanos() - last > 300_000_000L) {
          asked.add(heartbeats);
        }
        last = one.atNanos();
        heartbeats = 0;
      }
    }
    return asked;
  }

  @Test
  void inEachPauseTheOtherSideIsAskedAndItsAnswerLetsAChunkGo() throws IOException {
    beginSlowly();
    until(() -> bob.installed().size() == 1);

    // One is sent every two seconds anyway.
    assertThat(askedInPauses()).hasSizeGreaterThan(3).allMatch(each -> each == 1 || each == 2);
  }

  @Test
  void whoDoesNotAnswerGetsNoChunk() throws Exception {
    beginSlowly();
    fallsSilent = true;
    until(() -> isSilent);
    long before = data();
    Thread.sleep(1_000);

    assertThat(data()).isEqualTo(before);

    fallsSilent = false;
    isSilent = false;
    until(() -> bob.installed().size() == 1);
  }
}
