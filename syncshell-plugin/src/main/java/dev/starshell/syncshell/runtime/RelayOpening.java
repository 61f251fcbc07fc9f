package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the relay of a shell on this host, as often as it takes, and keeps it open. Belongs to the
/// shell's loop, but for [#openNow].
final class RelayOpening {
  private static final Logger LOG = LoggerFactory.getLogger(RelayOpening.class);
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(5);
  private static final String REOPEN = "reopen-relay";
  private static final String NONE = "none";

  private final ShellFrame frame;
  private final Hosting hosting;
  private final Consumer<HostedStar> opened;
  private String code = NONE;
  private String sentence = "";

  /// Counts what was opened and closed, so that what comes late changes nothing of the next one.
  private long term;

  /// @param opened hears of the star when it is open and adopted
  RelayOpening(ShellFrame frame, Hosting hosting, Consumer<HostedStar> opened) {
    this.frame = frame;
    this.hosting = hosting;
    this.opened = opened;
  }

  /// Opens it once, for somebody who waits. Thread: any but the loop; it may wait for the relay.
  HostedStar openNow(ShellId shell) throws SignalFailure {
    return hosting.open(frame.parts().signalling(), shell);
  }

  /// Takes over what [#openNow] gave.
  void adopt(HostedStar star) {
    term++;
    settled();
    hosting.adopt(star);
  }

  Optional<HostedStar> hosted() {
    return hosting.hosted();
  }

  /// Ends a member's connection.
  void dismiss(MemberKey member) {
    hosting.dismiss(member);
  }

  /// Opens it on a thread of its own, because that may wait, and tries again until closed.
  void open(ShellId shell) {
    long during = ++term;
    attempt(shell, during);
  }

  private void attempt(ShellId shell, long during) {
    Thread.ofVirtual()
        .name("open-relay")
        .start(() -> {
          try {
            HostedStar star = openNow(shell);
            frame.loop().post(() -> arrived(star, during));
          } catch (SignalFailure e) {
            frame.loop().post(() -> failed(shell, e.code(), e.sentence(), during));
          } catch (RuntimeException e) {
            LOG.error("relay not opened shell={}", shell, e);
            frame.mishap().run();
            frame
                .loop()
                .post(() -> failed(shell, "RELAY_FAILED", "The relay cannot be opened.", during));
          }
        });
  }

  private void arrived(HostedStar star, long during) {
    if (term != during) {
      star.close();
      return;
    }
    settled();
    hosting.adopt(star);
    opened.accept(star);
  }

  private void failed(ShellId shell, String why, String how, long during) {
    if (term != during) {
      return;
    }
    if (!why.equals(code)) {
      frame.warn(why, how + " The shell stays as it is and its relay is tried again by itself.");
    }
    code = why;
    sentence = how;
    frame
        .timers()
        .start(
            REOPEN,
            REOPEN_AFTER,
            () ->
                frame
                    .loop()
                    .post(() -> {
                      if (term == during) {
                        attempt(shell, during);
                      }
                    }));
  }

  private void settled() {
    code = NONE;
    sentence = "";
  }

  /// `none`, or why it is not open.
  String code() {
    return code;
  }

  /// What people can do about it; empty when nothing is wrong.
  String sentence() {
    return sentence;
  }

  void close() {
    term++;
    settled();
    frame.timers().stop(REOPEN);
    hosting.close();
  }
}
