package dev.starshell.syncshell.carrier.webrtc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Base64;
import java.util.List;

/// Signalling between two processes: one line each, kind, association and Base64 text.
final class StreamWire extends LinkedPair.End.Wire {
  private final PrintStream out;

  StreamWire(OutputStream out) {
    this.out = new PrintStream(out, true, UTF_8);
  }

  @Override
  void offer(int association, String sdp) {
    say("offer", association, sdp);
  }

  @Override
  void answer(int association, String sdp) {
    say("answer", association, sdp);
  }

  @Override
  void candidate(int association, Candidate candidate) {
    say("candidate", association, candidate.sdp());
  }

  void say(String kind, int association, String text) {
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    synchronized (out) {
      out.println("@ " + kind + " " + association + " " + encoded);
    }
  }

  /// Takes what the other process says until it ends; other lines are noise.
  static void listen(InputStream in, Bundle bundle, List<String> words) throws IOException {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", -1);
        if (parts.length == 4 && parts[0].equals("@")) {
          String text = new String(Base64.getDecoder().decode(parts[3]), UTF_8);
          take(bundle, words, parts[1], Integer.parseInt(parts[2]), text);
        }
      }
    }
  }

  private static void take(
      Bundle bundle, List<String> words, String kind, int association, String text) {
    switch (kind) {
      case "offer" -> bundle.applyOffer(association, text);
      case "answer" -> bundle.applyAnswer(association, text);
      case "candidate" -> bundle.addCandidate(association, new Candidate("0", 0, text));
      default -> words.add(kind + " " + text);
    }
  }
}
