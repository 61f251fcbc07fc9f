package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.KeyCheck;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The signed bytes of an invite, in a fixed layout that keeps the code short. Wire form:
/// docs/PROTOCOL.md, "Invite".
final class InviteBody {
  private static final int VERSION = 1;
  private static final int FIXED_BYTES =
      2
          + Digest.LENGTH_BYTES
          + MemberKey.LENGTH_BYTES
          + Invite.ID_BYTES
          + Invite.SEED_BYTES
          + 4
          + 2
          + Digest.LENGTH_BYTES;

  private InviteBody() {}

  static byte[] write(Invite invite) {
    ByteBuffer fixed =
        ByteBuffer.allocate(FIXED_BYTES)
            .put((byte) VERSION)
            .put((byte) 0)
            .put(invite.shell().digest().toBytes())
            .put(invite.issuer().toBytes())
            .put(invite.inviteId().view())
            .put(invite.seed().view())
            .putInt((int) invite.notAfter().getEpochSecond())
            .putShort((short) invite.usesMax())
            .put(invite.relayPin().toBytes());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(fixed.array());
    writeText(body, invite.shellName().text());
    body.write(invite.endpoints().size());
    for (Endpoint endpoint : invite.endpoints()) {
      writeText(body, endpoint.host());
      body.write(endpoint.port() >>> 8);
      body.write(endpoint.port());
    }
    return body.toByteArray();
  }

  private static void writeText(ByteArrayOutputStream body, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    body.write(utf8.length);
    body.writeBytes(utf8);
  }

  /// Reads a body whose check sum was right. What no Starshell writes is a forgery.
  static Verdict<Invite> read(byte[] body) {
    if (body.length < FIXED_BYTES) {
      return forged("it is too short");
    }
    int version = body[0] & 0xff;
    if (version != VERSION) {
      return version == 0 ? forged("it has version 0") : InviteCode.version(version);
    }
    if (body[1] != 0) {
      return InviteCode.version(2);
    }
    return readFields(ByteBuffer.wrap(body).position(2));
  }

  private static Verdict<Invite> readFields(ByteBuffer in) {
    byte[] shell = take(in, Digest.LENGTH_BYTES);
    byte[] issuer = take(in, MemberKey.LENGTH_BYTES);
    byte[] inviteId = take(in, Invite.ID_BYTES);
    byte[] seed = take(in, Invite.SEED_BYTES);
    Instant notAfter = Instant.ofEpochSecond(in.getInt() & 0xffff_ffffL);
    int usesMax = in.getShort() & 0xffff;
    byte[] pin = take(in, Digest.LENGTH_BYTES);
    Optional<DisplayName> name = readText(in).flatMap(DisplayName::ifClean);
    List<Endpoint> endpoints = readEndpoints(in);
    if (!(Signatures.check(issuer) instanceof KeyCheck.Sound(MemberKey issuerKey))) {
      return forged("its maker's key is not a sound one");
    }
    if (usesMax == 0 || name.isEmpty() || endpoints.isEmpty() || in.hasRemaining()) {
      return forged("it has a field that no Starshell writes");
    }
    return new Verdict.Accepted<>(
        new Invite(
            name.get(),
            new ShellId(Digest.of(shell)),
            issuerKey,
            Bytes.copyOf(inviteId),
            Bytes.copyOf(seed),
            notAfter,
            usesMax,
            Digest.of(pin),
            endpoints));
  }

  /// The endpoints; none if one of them is wrong.
  private static List<Endpoint> readEndpoints(ByteBuffer in) {
    int count = in.hasRemaining() ? in.get() & 0xff : 0;
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count && count <= Limits.INVITE_ENDPOINTS_MAX; i++) {
      Optional<String> host = readText(in);
      if (host.isEmpty() || in.remaining() < 2) {
        return List.of();
      }
      Optional<Endpoint> endpoint = Endpoint.ifValid(host.get(), in.getShort() & 0xffff);
      if (endpoint.isEmpty() || endpoints.contains(endpoint.get())) {
        return List.of();
      }
      endpoints.add(endpoint.get());
    }
    return endpoints;
  }

  private static Optional<String> readText(ByteBuffer in) {
    int length = in.hasRemaining() ? in.get() & 0xff : 0;
    if (in.remaining() < length) {
      return Optional.empty();
    }
    // Broken UTF-8 becomes U+FFFD, which is no host; a name is compared with its bytes.
    byte[] utf8 = take(in, length);
    String text = new String(utf8, StandardCharsets.UTF_8);
    return Arrays.equals(utf8, text.getBytes(StandardCharsets.UTF_8))
        ? Optional.of(text)
        : Optional.empty();
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static Verdict<Invite> forged(String what) {
    return new Verdict.Refused<>(
        RefusalCode.INVITE_FORGED,
        "The invite was typed right, but "
            + what
            + ". Ask whoever invited you for a new one, by another way.");
  }
}
