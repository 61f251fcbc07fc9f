package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Endpoint;
import dev.starshell.syncshell.membership.EndpointCodec;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Bytes of an act: its kind, then its fields. Wire form: docs/MEMBERSHIP.md. Kinds are never
/// reused; an unknown one is refused, since its effect on the members could not be known.
final class LogActCodec {
  private static final int GENESIS = 1;
  private static final int INVITE_MADE = 2;
  private static final int INVITE_REVOKED = 3;
  private static final int APPROVE = 5;
  private static final int DENY = 6;
  private static final int KICK = 7;
  private static final int BAN = 8;
  private static final int UNBAN = 9;
  private static final int LEAVE = 10;
  private static final int ROLE_CHANGE = 11;
  private static final int HOST_CHANGE = 12;
  private static final int SETTINGS_CHANGE = 13;
  private static final int RECALL = 14;
  private static final int OWNER_HANDOVER = 15;
  private static final int OWNER_RECOVERED = 16;
  private static final int RECALL_LIFTED = 17;
  private static final long SECONDS_MAX = 0xffff_ffffL;

  private LogActCodec() {}

  /// Writes two items: the kind and an array of fields.
  static void write(CborWriter out, LogAct act) {
    switch (act) {
      case LogAct.Genesis it -> {
        fields(out, GENESIS, 5).bytes(it.nonce().toArray()).bytes(it.recoveryKey().toBytes());
        out.text(it.ownerName().text());
        writeSettings(out, it.settings());
        writePlace(out, it.place());
      }
      case LogAct.InviteMade it ->
          fields(out, INVITE_MADE, 6)
              .bytes(it.inviteId().toArray())
              .bytes(it.inviteKey().toBytes())
              .uint(it.notAfter().getEpochSecond())
              .uint(it.usesMax())
              .uint(it.role().code())
              .uint(it.needsApproval() ? 1 : 0);
      case LogAct.InviteRevoked(Bytes id) -> fields(out, INVITE_REVOKED, 1).bytes(id.toArray());
      case LogAct.Admit _ -> throw new IllegalArgumentException("a request proves itself");
      case LogAct.Approve(Bytes credential) -> fields(out, APPROVE, 1).bytes(credential.toArray());
      case LogAct.Deny(Bytes id, MemberKey joiner) ->
          fields(out, DENY, 2).bytes(id.toArray()).bytes(joiner.toBytes());
      case LogAct.Kick(MemberKey member, Reason reason) ->
          fields(out, KICK, 2).bytes(member.toBytes()).text(reason.text());
      case LogAct.Ban(MemberKey member, Reason reason) ->
          fields(out, BAN, 2).bytes(member.toBytes()).text(reason.text());
      case LogAct.Unban(MemberKey member) -> fields(out, UNBAN, 1).bytes(member.toBytes());
      case LogAct.Leave() -> fields(out, LEAVE, 0);
      case LogAct.RoleChange(MemberKey member, Role role) ->
          fields(out, ROLE_CHANGE, 2).bytes(member.toBytes()).uint(role.code());
      case LogAct.HostChange(HostPlace place) -> writePlace(fields(out, HOST_CHANGE, 1), place);
      case LogAct.SettingsChange(ShellSettings settings) ->
          writeSettings(fields(out, SETTINGS_CHANGE, 1), settings);
      case LogAct.Recall(Root root, Reason reason) ->
          fields(out, RECALL, 2).bytes(root.digest().toBytes()).text(reason.text());
      case LogAct.RecallLifted(Root root) ->
          fields(out, RECALL_LIFTED, 1).bytes(root.digest().toBytes());
      case LogAct.OwnerHandover(MemberKey owner, MemberKey recovery, Bytes consent) ->
          fields(out, OWNER_HANDOVER, 3)
              .bytes(owner.toBytes())
              .bytes(recovery.toBytes())
              .bytes(consent.toArray());
      case LogAct.OwnerRecovered it ->
          fields(out, OWNER_RECOVERED, 4)
              .bytes(it.newOwner().toBytes())
              .text(it.name().text())
              .bytes(it.recoveryKey().toBytes())
              .bytes(it.consent().toArray());
    }
  }

  private static CborWriter fields(CborWriter out, int kind, int count) {
    return out.uint(kind).array(count);
  }

  private static void writeSettings(CborWriter out, ShellSettings settings) {
    out.array(5).text(settings.name().text()).uint(settings.isRelayOnly() ? 1 : 0);
    EndpointCodec.write(out, settings.turn());
    out.uint(settings.relayedBytesPerDay()).uint(settings.holdHours());
  }

  static void writePlace(CborWriter out, HostPlace place) {
    out.array(3).bytes(place.host().toBytes()).bytes(place.relayPin().toBytes());
    EndpointCodec.write(out, place.endpoints());
  }

  /// Reads what [#write] wrote; empty after a fault, which is in the reader.
  static Optional<LogAct> read(CborReader in) {
    int kind = (int) in.uint("kind", RECALL_LIFTED);
    if (!in.isFine()) {
      return Optional.empty();
    }
    Optional<LogAct> act = kind <= DENY ? readEntry(in, kind) : readOrder(in, kind);
    if (act.isEmpty()) {
      in.refuse("kind=" + kind + " has a field that no Starshell writes");
    }
    return in.isFine() ? act : Optional.empty();
  }

  /// How one gets in.
  private static Optional<LogAct> readEntry(CborReader in, int kind) {
    switch (kind) {
      case GENESIS -> {
        in.record("genesis", 5);
        Bytes nonce = Bytes.copyOf(in.bytesExactly("nonce", ShellId.NONCE_BYTES));
        MemberKey recovery = readSoundKey(in);
        Optional<DisplayName> name = readName(in);
        Optional<ShellSettings> settings = readSettings(in);
        Optional<HostPlace> place = readPlace(in);
        return name.isPresent() && settings.isPresent() && place.isPresent()
            ? Optional.of(
                new LogAct.Genesis(nonce, recovery, name.get(), settings.get(), place.get()))
            : Optional.empty();
      }
      case INVITE_MADE -> {
        return readInvite(in);
      }
      case INVITE_REVOKED -> {
        in.record("invite revoked", 1);
        return Optional.of(new LogAct.InviteRevoked(readInviteId(in)));
      }
      case APPROVE -> {
        in.record("approve", 1);
        return Optional.of(new LogAct.Approve(readCredential(in)));
      }
      case DENY -> {
        in.record("deny", 2);
        return Optional.of(new LogAct.Deny(readInviteId(in), readKey(in)));
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static Optional<LogAct> readInvite(CborReader in) {
    in.record("invite", 6);
    Bytes id = readInviteId(in);
    MemberKey key = readSoundKey(in);
    Instant notAfter = Instant.ofEpochSecond(in.uint("not after", SECONDS_MAX));
    int usesMax = (int) in.uint("uses", Invite.USES_MAX);
    Optional<Role> role =
        Role.ofCode(in.uint("role", Role.GUEST.code()))
            .filter(found -> found == Role.MEMBER || found == Role.GUEST);
    boolean needsApproval = in.uint("approval", 1) == 1;
    return usesMax > 0 && role.isPresent()
        ? Optional.of(new LogAct.InviteMade(id, key, notAfter, usesMax, role.get(), needsApproval))
        : Optional.empty();
  }

  /// How order is kept.
  private static Optional<LogAct> readOrder(CborReader in, int kind) {
    switch (kind) {
      case KICK -> {
        in.record("kick", 2);
        MemberKey member = readKey(in);
        return readReason(in).map(reason -> new LogAct.Kick(member, reason));
      }
      case BAN -> {
        in.record("ban", 2);
        MemberKey member = readKey(in);
        return readReason(in).map(reason -> new LogAct.Ban(member, reason));
      }
      case UNBAN -> {
        in.record("unban", 1);
        return Optional.of(new LogAct.Unban(readKey(in)));
      }
      case LEAVE -> {
        in.record("leave", 0);
        return Optional.of(new LogAct.Leave());
      }
      case ROLE_CHANGE -> {
        in.record("role change", 2);
        MemberKey member = readKey(in);
        return Role.ofCode(in.uint("role", Role.GUEST.code()))
            .filter(role -> role != Role.OWNER)
            .map(role -> new LogAct.RoleChange(member, role));
      }
      case RECALL -> {
        in.record("recall", 2);
        Root root = readRoot(in);
        return readReason(in).map(reason -> new LogAct.Recall(root, reason));
      }
      case RECALL_LIFTED -> {
        in.record("recall lifted", 1);
        return Optional.of(new LogAct.RecallLifted(readRoot(in)));
      }
      default -> {
        return readChange(in, kind);
      }
    }
  }

  private static Optional<LogAct> readChange(CborReader in, int kind) {
    switch (kind) {
      case HOST_CHANGE -> {
        in.record("host change", 1);
        return readPlace(in).map(LogAct.HostChange::new);
      }
      case SETTINGS_CHANGE -> {
        in.record("settings change", 1);
        return readSettings(in).map(LogAct.SettingsChange::new);
      }
      case OWNER_HANDOVER -> {
        in.record("owner handover", 3);
        return Optional.of(
            new LogAct.OwnerHandover(readSoundKey(in), readSoundKey(in), readConsent(in)));
      }
      case OWNER_RECOVERED -> {
        in.record("owner recovered", 4);
        MemberKey owner = readSoundKey(in);
        Optional<DisplayName> name = readName(in);
        MemberKey recovery = readSoundKey(in);
        Bytes consent = readConsent(in);
        return name.map(found -> new LogAct.OwnerRecovered(owner, found, recovery, consent));
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static Optional<ShellSettings> readSettings(CborReader in) {
    in.record("settings", 5);
    Optional<DisplayName> name = readName(in);
    boolean isRelayOnly = in.uint("relay only", 1) == 1;
    List<Endpoint> turn = EndpointCodec.read(in, Limits.TURN_SERVERS_MAX);
    long relayedBytes = in.uint("relayed bytes", ShellSettings.RELAYED_BYTES_MAX);
    int holdHours = (int) in.uint("hold hours", ShellSettings.HOLD_HOURS_MAX);
    return name.isPresent() && ShellSettings.isTurn(turn)
        ? Optional.of(new ShellSettings(name.get(), isRelayOnly, turn, relayedBytes, holdHours))
        : Optional.empty();
  }

  static Optional<HostPlace> readPlace(CborReader in) {
    in.record("host", 3);
    MemberKey host = readSoundKey(in);
    Digest pin = Digest.of(in.bytesExactly("pin", Digest.LENGTH_BYTES));
    List<Endpoint> endpoints = EndpointCodec.read(in, Limits.INVITE_ENDPOINTS_MAX);
    return HostPlace.isSet(endpoints)
        ? Optional.of(new HostPlace(host, pin, endpoints))
        : Optional.empty();
  }

  private static Root readRoot(CborReader in) {
    return new Root(Digest.of(in.bytesExactly("root", Digest.LENGTH_BYTES)));
  }

  private static Bytes readInviteId(CborReader in) {
    return Bytes.copyOf(in.bytesExactly("invite id", Invite.ID_BYTES));
  }

  private static Bytes readCredential(CborReader in) {
    return Bytes.copyOf(in.bytes("credential", Limits.CREDENTIAL_BYTES_MAX));
  }

  static Bytes readConsent(CborReader in) {
    return Bytes.copyOf(in.bytesExactly("consent", Signatures.LENGTH_BYTES));
  }

  private static Optional<DisplayName> readName(CborReader in) {
    return DisplayName.ifClean(in.text("name", DisplayName.BYTES_MAX));
  }

  private static Optional<Reason> readReason(CborReader in) {
    return Reason.ifClean(in.text("reason", Reason.BYTES_MAX));
  }

  static MemberKey readKey(CborReader in) {
    return MemberKey.of(in.bytesExactly("key", MemberKey.LENGTH_BYTES));
  }

  /// A key that somebody will have to sign with.
  static MemberKey readSoundKey(CborReader in) {
    MemberKey key = readKey(in);
    if (in.isFine() && Signatures.isWeak(key)) {
      in.refuse("key is weak");
    }
    return key;
  }
}
