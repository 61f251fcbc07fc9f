package dev.starshell.host.http;

import dev.starshell.api.signal.Doorkeeper;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.LogInProof;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.relay.LogInVerdict;
import dev.starshell.host.relay.RelayAction;
import dev.starshell.host.relay.RelayEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks log-ins: the key, the signature, then the star's doorkeeper. Each on a virtual thread of
/// its own, `relay-log-in-<n>`; the machine lets only so many be pending.
final class LogInChecks {
  private static final Logger LOG = LoggerFactory.getLogger(LogInChecks.class);
  private static final long RETRY_MILLIS = 2000;

  private final Bytes spkiHash;
  private final Map<StarId, Doorkeeper> doorkeepers = new ConcurrentHashMap<>();
  private final ExecutorService threads = RelayThreads.perTask("relay-log-in-");

  LogInChecks(Bytes spkiHash) {
    this.spkiHash = spkiHash;
  }

  /// Gives a star its doorkeeper.
  ///
  /// @return false if the star has one already
  boolean add(StarId star, Doorkeeper doorkeeper) {
    return doorkeepers.putIfAbsent(star, doorkeeper) == null;
  }

  void remove(StarId star) {
    doorkeepers.remove(star);
  }

  boolean isEmpty() {
    return doorkeepers.isEmpty();
  }

  void check(RelayAction.CheckLogIn check, RelayLoop loop) {
    threads.execute(() ->
        loop.post(
            new RelayEvent.LogInChecked(
                check.connection(), verdict(check.logIn(), check.nonce()), System.nanoTime())));
  }

  /// Lets go of every check; a doorkeeper that still waits is interrupted.
  void end() {
    threads.shutdownNow();
    doorkeepers.clear();
  }

  private LogInVerdict verdict(RelayFrame.LogIn logIn, Bytes nonce) {
    MemberId member = logIn.member();
    if (LogInProof.isWeak(member)) {
      return new LogInVerdict.TurnedAway(
          "KEY_WEAK", "That key proves nothing: anyone can sign with it. Make a new one.", true, 0);
    }
    byte[] message = LogInProof.message(logIn.star(), nonce, spkiHash, member);
    if (!LogInProof.verifies(member, message, logIn.signature().toArray())) {
      return new LogInVerdict.TurnedAway(
          "SIGNATURE_INVALID",
          "The log-in is not signed by the member's key for this relay and connection.",
          true,
          0);
    }
    Doorkeeper doorkeeper = doorkeepers.get(logIn.star());
    if (doorkeeper == null) {
      return new LogInVerdict.TurnedAway(
          "STAR_UNKNOWN", "The relay does not serve this shell any more.", false, RETRY_MILLIS);
    }
    return ask(doorkeeper, logIn);
  }

  private static LogInVerdict ask(Doorkeeper doorkeeper, RelayFrame.LogIn logIn) {
    try {
      return switch (doorkeeper.admit(logIn.member(), logIn.credential().toArray())) {
        case Doorkeeper.Admission.Admitted _ -> new LogInVerdict.Admitted();
        case Doorkeeper.Admission.Refused(String code, String sentence) ->
            new LogInVerdict.TurnedAway(
                FrameBounds.isCode(code) ? code : "REFUSED", FrameBounds.clip(sentence), true, 0);
        case Doorkeeper.Admission.Undecided(String code, String sentence) ->
            new LogInVerdict.TurnedAway(
                FrameBounds.isCode(code) ? code : "BUSY_RETRY",
                FrameBounds.clip(sentence),
                false,
                RETRY_MILLIS);
      };
    } catch (RuntimeException fault) {
      // The doorkeeper is a plugin's; its fault must cost nobody but this one log-in.
      LOG.error("doorkeeper failed star={} member={}", logIn.star(), logIn.member(), fault);
      return new LogInVerdict.TurnedAway(
          "DOORKEEPER_FAILED",
          "The shell's host could not decide about this log-in; it is tried again.",
          false,
          RETRY_MILLIS);
    }
  }
}
