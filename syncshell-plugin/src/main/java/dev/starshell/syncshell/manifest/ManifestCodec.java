package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import dev.starshell.syncshell.protocol.DecodeResult.Malformed;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Signs manifests and reads those of others: signature first, then each limit while the entries
/// stream by, then the path rules. Wire form: docs/PROTOCOL.md, "Manifest".
public final class ManifestCodec {
  private static final int VERSION = 1;
  private static final long SECONDS_MAX = 0xffff_ffffL;

  private ManifestCodec() {}

  /// Signs a manifest.
  ///
  /// @throws IllegalArgumentException if it names another owner, breaks a path rule, or is larger
  ///   than [Limits#MANIFEST_BYTES_MAX]; [ManifestDraft] makes none of these
  public static SignedManifest sign(Identity owner, Manifest manifest) {
    if (!owner.key().equals(manifest.owner())) {
      throw new IllegalArgumentException("the manifest names another owner");
    }
    PathRules.firstBroken(manifest.entries())
        .ifPresent(broken -> {
          throw new IllegalArgumentException("entry breaks rule " + broken.rule());
        });
    byte[] body = body(manifest);
    if (body.length > bodyBytesMax()) {
      throw new IllegalArgumentException(
          "manifest bytes=" + body.length + " over " + bodyBytesMax());
    }
    Bytes signed = SignedEnvelope.sign(owner, SignatureLabel.MANIFEST, body).toBytes();
    return new SignedManifest(manifest, signed);
  }

  /// Reads a manifest that a peer gave. Its place in the owner's history is for
  /// [SignedManifest#standingTo] to say.
  ///
  /// @param shell the shell it must be for
  /// @param owner the member it must be of
  /// @return decoded, or malformed with `FRAME_MALFORMED`, `MANIFEST_FORGED`, `MANIFEST_LIMIT` or
  ///   `PATH_UNSAFE`; never incomplete
  public static DecodeResult<SignedManifest> read(Bytes signed, ShellId shell, MemberKey owner) {
    if (signed.length() > Limits.MANIFEST_BYTES_MAX) {
      return malformed(
          FaultCode.MANIFEST_LIMIT,
          "manifest bytes=" + signed.length() + " over " + Limits.MANIFEST_BYTES_MAX);
    }
    Optional<SignedEnvelope> envelope = SignedEnvelope.read(signed, Limits.MANIFEST_BYTES_MAX);
    if (envelope.isEmpty()) {
      return malformed(FaultCode.FRAME_MALFORMED, "manifest is no signed envelope");
    }
    if (!envelope.get().isSignedBy(owner, SignatureLabel.MANIFEST)) {
      return malformed(FaultCode.MANIFEST_FORGED, "signature is not by member " + owner);
    }
    return switch (readBody(envelope.get().body().toArray(), shell, owner)) {
      case Decoded<Manifest>(Manifest manifest) ->
          new Decoded<>(new SignedManifest(manifest, signed));
      case Malformed<Manifest>(PeerFault fault) -> new Malformed<>(fault);
      case DecodeResult.Incomplete<Manifest> _ ->
          malformed(FaultCode.FRAME_MALFORMED, "manifest is cut short");
    };
  }

  /// Bytes that an entry takes at most in the signed form, its library's name aside.
  static int entryBytes(Entry entry) {
    return 3 + PathRules.utf8Length(entry.path()) + 9 + 2 + Digest.LENGTH_BYTES;
  }

  static int bodyBytesMax() {
    return Limits.MANIFEST_BYTES_MAX - SignedEnvelope.OVERHEAD_BYTES_MAX;
  }

  private static byte[] body(Manifest manifest) {
    Map<String, List<Entry>> libraries = manifest.byLibrary();
    CborWriter out =
        new CborWriter()
            .array(7)
            .uint(VERSION)
            .bytes(manifest.shell().digest().toBytes())
            .bytes(manifest.owner().toBytes())
            .uint(manifest.sequence())
            .bytes(manifest.previous().toBytes())
            .uint(Math.clamp(manifest.createdAt().getEpochSecond(), 0, SECONDS_MAX))
            .array(libraries.size());
    libraries.forEach((library, entries) -> {
      out.array(2).text(library).array(entries.size());
      for (Entry entry : entries) {
        out.array(3)
            .text(entry.path())
            .uint(entry.sizeBytes())
            .bytes(entry.root().digest().toBytes());
      }
    });
    return out.toBytes();
  }

  private static DecodeResult<Manifest> readBody(byte[] body, ShellId shell, MemberKey owner) {
    CborReader in = new CborReader(body);
    in.record("manifest", 7);
    long version = in.uint("version", VERSION);
    boolean isOurs = shell.digest().equalsAt(in.bytesExactly("shell", Digest.LENGTH_BYTES), 0);
    isOurs &= MemberKey.of(in.bytesExactly("owner", MemberKey.LENGTH_BYTES)).equals(owner);
    long sequence = in.uint("sequence", Manifest.SEQUENCE_MAX);
    Digest previous = Digest.of(in.bytesExactly("previous", Digest.LENGTH_BYTES));
    Instant createdAt = Instant.ofEpochSecond(in.uint("created", SECONDS_MAX));
    if (in.isFine() && version != VERSION) {
      return malformed(FaultCode.VERSION_UNSUPPORTED, "manifest version=" + version);
    }
    if (in.isFine() && !isOurs) {
      return malformed(FaultCode.MANIFEST_FORGED, "manifest is of another shell or member");
    }
    List<Entry> entries = readLibraries(in);
    in.end();
    Optional<CborReader.Fault> broken = in.fault();
    if (broken.isPresent()) {
      boolean overLimit = broken.get().kind() == CborReader.Fault.Kind.OVER_LIMIT;
      return malformed(
          overLimit ? FaultCode.MANIFEST_LIMIT : FaultCode.FRAME_MALFORMED, broken.get().detail());
    }
    Optional<String> fault = Manifest.fault(sequence, previous, entries);
    if (fault.isPresent()) {
      return malformed(FaultCode.MANIFEST_LIMIT, fault.get());
    }
    return PathRules.firstBroken(entries)
        .map(unsafe -> ManifestCodec.<Manifest>malformed(FaultCode.PATH_UNSAFE, unsafe.detail()))
        .orElseGet(() ->
            new Decoded<>(new Manifest(shell, owner, sequence, previous, createdAt, entries)));
  }

  private static List<Entry> readLibraries(CborReader in) {
    List<Entry> entries = new ArrayList<>();
    int libraries = in.array("libraries", Limits.MANIFEST_LIBRARIES_MAX);
    for (int i = 0; i < libraries && in.isFine(); i++) {
      in.record("library", 2);
      String library = in.text("library name", Limits.PATH_PART_BYTES_MAX);
      int count = in.array("entries", Limits.MANIFEST_ENTRIES_MAX - entries.size());
      if (in.isFine() && count == 0) {
        in.refuse("library without entries");
      }
      for (int j = 0; j < count && in.isFine(); j++) {
        readEntry(in, library).ifPresent(entries::add);
      }
    }
    return entries;
  }

  private static Optional<Entry> readEntry(CborReader in, String library) {
    in.record("entry", 3);
    String path = in.text("path", Limits.PATH_BYTES_MAX);
    long sizeBytes = in.uint("size", Limits.ARCHIVE_BYTES_MAX);
    byte[] root = in.bytesExactly("root", Digest.LENGTH_BYTES);
    return in.isFine()
        ? Optional.of(new Entry(library, path, sizeBytes, new Root(Digest.of(root))))
        : Optional.empty();
  }

  private static <T> DecodeResult<T> malformed(FaultCode code, String detail) {
    return new Malformed<>(new PeerFault(code, detail));
  }
}
