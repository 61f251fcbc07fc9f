package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The signed bytes of a recovery code. Wire form: docs/PROTOCOL.md, "Recovery code".
final class RecoveryBody {
  private static final int VERSION = 1;
  private static final int HAS_FRIEND = 1;
  private static final int FIXED_BYTES =
      2
          + 2 * RecoveryTicket.HINT_BYTES
          + RecoveryTicket.SECRET_BYTES
          + Integer.BYTES
          + Digest.LENGTH_BYTES
          + 1;

  private RecoveryBody() {}

  static byte[] write(RecoveryTicket ticket) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(VERSION);
    body.write(ticket.friend().isPresent() ? HAS_FRIEND : 0);
    body.writeBytes(ticket.shell().toArray());
    body.writeBytes(ticket.maker().toArray());
    ticket.friend().ifPresent(hint -> body.writeBytes(hint.toArray()));
    body.writeBytes(ticket.secret().toArray());
    body.writeBytes(
        ByteBuffer.allocate(Integer.BYTES)
            .putInt((int) ticket.notAfter().getEpochSecond())
            .array());
    body.writeBytes(ticket.relayPin().toBytes());
    body.write(ticket.endpoints().size());
    for (Endpoint endpoint : ticket.endpoints()) {
      byte[] host = endpoint.host().getBytes(StandardCharsets.US_ASCII);
      body.write(host.length);
      body.writeBytes(host);
      body.write(endpoint.port() >>> 8);
      body.write(endpoint.port());
    }
    return body.toByteArray();
  }

  /// Reads a body whose check sum was right. What no Starshell writes is a forgery.
  static Verdict<RecoveryTicket> read(byte[] body) {
    if (body.length < 2) {
      return RecoveryCode.forged("it is too short");
    }
    int version = body[0] & 0xff;
    int flags = body[1] & 0xff;
    if (version != VERSION || flags > HAS_FRIEND) {
      return new Verdict.Refused<>(RecoveryCode.version(Math.max(version, VERSION + 1)));
    }
    int fixed = FIXED_BYTES + (flags == HAS_FRIEND ? RecoveryTicket.HINT_BYTES : 0);
    if (body.length < fixed) {
      return RecoveryCode.forged("it is too short");
    }
    ByteBuffer in = ByteBuffer.wrap(body).position(2);
    Bytes shell = take(in, RecoveryTicket.HINT_BYTES);
    Bytes maker = take(in, RecoveryTicket.HINT_BYTES);
    Optional<Bytes> friend =
        flags == HAS_FRIEND ? Optional.of(take(in, RecoveryTicket.HINT_BYTES)) : Optional.empty();
    Bytes secret = take(in, RecoveryTicket.SECRET_BYTES);
    Instant notAfter = Instant.ofEpochSecond(in.getInt() & 0xffff_ffffL);
    Digest pin = Digest.of(take(in, Digest.LENGTH_BYTES).toArray());
    List<Endpoint> endpoints = readEndpoints(in);
    if (endpoints.isEmpty() || in.hasRemaining()) {
      return RecoveryCode.forged("it has a field that no Starshell writes");
    }
    return new Verdict.Accepted<>(
        new RecoveryTicket(shell, maker, friend, secret, notAfter, pin, endpoints));
  }

  /// The endpoints; none if one of them is wrong.
  private static List<Endpoint> readEndpoints(ByteBuffer in) {
    int count = in.get() & 0xff;
    if (count > Limits.INVITE_ENDPOINTS_MAX) {
      return List.of();
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = in.hasRemaining() ? in.get() & 0xff : 0;
      if (in.remaining() < length + 2) {
        return List.of();
      }
      String host = new String(take(in, length).toArray(), StandardCharsets.ISO_8859_1);
      Optional<Endpoint> endpoint = Endpoint.ifValid(host, in.getShort() & 0xffff);
      if (endpoint.isEmpty() || endpoints.contains(endpoint.get())) {
        return List.of();
      }
      endpoints.add(endpoint.get());
    }
    return endpoints;
  }

  private static Bytes take(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Bytes.copyOf(bytes);
  }
}
