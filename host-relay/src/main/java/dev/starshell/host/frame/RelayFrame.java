package dev.starshell.host.frame;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import java.util.List;

/// A frame between a relay and a member, one WebSocket binary message each. Wire form:
/// docs/PROTOCOL.md, Relay.
public sealed interface RelayFrame {
  /// What the relay says first.
  ///
  /// @param nonce 32 random bytes, made for this connection
  /// @param spkiHash SHA-256 of the relay's SubjectPublicKeyInfo
  record Challenge(int version, Bytes nonce, Bytes spkiHash) implements RelayFrame {
    public Challenge {
      FrameBounds.requireVersion(version);
      FrameBounds.requireSize("nonce", nonce, FrameBounds.NONCE_BYTES, FrameBounds.NONCE_BYTES);
      FrameBounds.requireSize("spkiHash", spkiHash, FrameBounds.HASH_BYTES, FrameBounds.HASH_BYTES);
    }
  }

  /// A member's answer to the challenge.
  ///
  /// @param signature over [LogInProof#message]
  /// @param credential for the doorkeeper, at most [FrameBounds#CREDENTIAL_BYTES_MAX]
  record LogIn(int version, StarId star, MemberId member, Bytes signature, Bytes credential)
      implements RelayFrame {
    public LogIn {
      FrameBounds.requireVersion(version);
      FrameBounds.requireSize(
          "signature", signature, FrameBounds.SIGNATURE_BYTES, FrameBounds.SIGNATURE_BYTES);
      FrameBounds.requireSize("credential", credential, 0, FrameBounds.CREDENTIAL_BYTES_MAX);
    }
  }

  /// A greeting of a version that is not spoken here; nothing more of it was read.
  record Foreign(int version) implements RelayFrame {}

  /// The member is in.
  ///
  /// @param present the others that are connected, in the order of their keys, each once
  record Welcome(List<MemberId> present) implements RelayFrame {
    public Welcome {
      present = List.copyOf(present);
      if (present.size() > FrameBounds.PRESENT_MAX) {
        throw new IllegalArgumentException(
            "present size=" + present.size() + " outside 0.." + FrameBounds.PRESENT_MAX);
      }
    }
  }

  /// From a member: carry this to another one.
  record Envelope(MemberId to, int kind, Bytes payload) implements RelayFrame {
    public Envelope {
      FrameBounds.requireEnvelope(kind, payload);
    }
  }

  /// From a member: carry this to another one, or keep it for a while if that one is away. It
  /// begins or answers a link between the two; one of an older generation gives way to it.
  ///
  /// @param generation of the link, as the sender says
  record Reconnect(MemberId to, int kind, long generation, Bytes payload) implements RelayFrame {
    public Reconnect {
      FrameBounds.requireReconnect(kind, generation, payload);
    }
  }

  /// To a member: this came from another one, whose key the relay has checked.
  record Delivered(MemberId from, int kind, Bytes payload) implements RelayFrame {
    public Delivered {
      FrameBounds.requireEnvelope(kind, payload);
    }
  }

  /// Another member has connected, or connected anew.
  record Present(MemberId member) implements RelayFrame {}

  /// Another member's connection has ended.
  record Absent(MemberId member) implements RelayFrame {}

  /// The relay ends this connection.
  ///
  /// @param retryAfterMillis when to try again at the earliest; 0 if trying again does not help
  record Refused(String code, String sentence, long retryAfterMillis) implements RelayFrame {
    public Refused {
      FrameBounds.requireRefusal(code, sentence, retryAfterMillis);
    }
  }

  /// One envelope was not carried; the connection goes on.
  ///
  /// @param retryAfterMillis when to try again at the earliest; 0 if no time is known
  record Undelivered(MemberId to, String code, String sentence, long retryAfterMillis)
      implements RelayFrame {
    public Undelivered {
      FrameBounds.requireRefusal(code, sentence, retryAfterMillis);
    }
  }

  /// The relay goes down and is expected back.
  record Restarting(long retryAfterMillis) implements RelayFrame {
    public Restarting {
      FrameBounds.requireRetry(retryAfterMillis);
    }
  }
}
