package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.RecoverySession.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A [RecoverySession] as the journal keeps it, in CBOR (docs/decisions/0005-cbor.md). Strict: what
/// was not written by [#write] is refused, and a later version is not called damaged.
public final class RecoverySessionCodec {
  private static final int VERSION = 1;
  private static final int FIELDS = 10;
  private static final int CONTRACT_FIELDS = 5;

  private RecoverySessionCodec() {}

  /// What was read.
  public sealed interface Reading {
    /// A session.
    record Read(RecoverySession session) implements Reading {}

    /// None that can be used.
    ///
    /// @param reason `RECOVERY_DAMAGED` or `RECOVERY_NEWER`
    /// @param detail for the log
    record Refused(SessionRefusal reason, String detail) implements Reading {}
  }

  /// Writes a session.
  public static Bytes write(RecoverySession session) {
    Subject subject = session.subject();
    CborWriter out = new CborWriter().array(FIELDS).uint(VERSION);
    out.bytes(subject.shell().digest().toBytes()).bytes(subject.peer().toBytes());
    out.uint(subject.generation()).uint(subject.manifest()).uint(subject.lostSeconds());
    out.array(session.completed().size());
    session.completed().forEach(root -> out.bytes(root.digest().toBytes()));
    out.array(session.partials().size());
    for (PartialArchive partial : session.partials()) {
      out.array(3).bytes(partial.root().digest().toBytes()).uint(partial.chunks());
      out.bytes(partial.bitmap().toArray());
    }
    out.array(session.contracts().size());
    for (OpenContract open : session.contracts()) {
      out.array(CONTRACT_FIELDS).uint(open.incoming() ? 1 : 0).uint(open.contract());
      out.bytes(open.digest().toBytes()).uint(open.parcels()).uint(open.delivered());
    }
    out.array(session.servers().size());
    session.servers().forEach(out::text);
    return Bytes.copyOf(out.toBytes());
  }

  /// Reads a session.
  public static Reading read(Bytes written) {
    CborReader in = new CborReader(written.toArray());
    int fields = in.array("session", Integer.MAX_VALUE);
    long version = in.uint("version", Long.MAX_VALUE);
    if (in.isFine() && version > VERSION) {
      return new Reading.Refused(SessionRefusal.RECOVERY_NEWER, "version=" + version);
    }
    if (in.isFine() && (version != VERSION || fields != FIELDS)) {
      in.refuse("version=" + version + " with " + fields + " fields");
    }
    Digest shell = digest(in, "shell");
    byte[] peer = in.bytesExactly("peer", MemberKey.LENGTH_BYTES);
    long generation = in.uint("generation", Limits.GENERATION_MAX);
    long manifest = in.uint("manifest", Long.MAX_VALUE);
    long lostSeconds = in.uint("lost", Integer.MAX_VALUE * 4L);
    List<Root> completed = completed(in);
    List<PartialArchive> partials = partials(in, new HashSet<>(completed));
    List<OpenContract> contracts = contracts(in);
    List<String> servers = servers(in);
    in.end();
    if (!in.isFine()) {
      return new Reading.Refused(
          SessionRefusal.RECOVERY_DAMAGED,
          in.fault().map(CborReader.Fault::detail).orElse("not as it was written"));
    }
    try {
      Subject subject =
          new Subject(new ShellId(shell), MemberKey.of(peer), generation, manifest, lostSeconds);
      return new Reading.Read(RecoverySession.of(subject, completed, partials, contracts, servers));
    } catch (IllegalArgumentException e) {
      // A key that no member can have: the record checks what the format cannot say.
      return new Reading.Refused(SessionRefusal.RECOVERY_DAMAGED, "peer is no member's key");
    }
  }

  private static Digest digest(CborReader in, String name) {
    return Digest.of(in.bytesExactly(name, Digest.LENGTH_BYTES));
  }

  private static List<Root> completed(CborReader in) {
    Set<Root> seen = new HashSet<>();
    List<Root> roots = new ArrayList<>();
    int count = in.array("completed", RecoverySession.ARCHIVES_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      Root root = new Root(digest(in, "root"));
      requireNew(in, seen, root);
      roots.add(root);
    }
    return roots;
  }

  private static void requireNew(CborReader in, Set<Root> seen, Root root) {
    if (in.isFine() && !seen.add(root)) {
      in.refuse("root=" + root + " twice");
    }
  }

  private static List<PartialArchive> partials(CborReader in, Set<Root> seen) {
    List<PartialArchive> partials = new ArrayList<>();
    int count = in.array("partials", RecoverySession.ARCHIVES_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      in.record("partial", 3);
      Root root = new Root(digest(in, "root"));
      requireNew(in, seen, root);
      int chunks = (int) in.uint("chunks", Limits.ARCHIVE_CHUNKS_MAX);
      byte[] bitmap = in.bytes("bitmap", (Limits.ARCHIVE_CHUNKS_MAX + 7) / 8);
      if (in.isFine() && (chunks < 1 || !PartialArchive.fits(chunks, bitmap))) {
        in.refuse("bitmap of " + bitmap.length + " bytes, chunks=" + chunks);
      }
      if (in.isFine()) {
        partials.add(new PartialArchive(root, chunks, Bytes.copyOf(bitmap)));
      }
    }
    return partials;
  }

  private static List<OpenContract> contracts(CborReader in) {
    List<OpenContract> contracts = new ArrayList<>();
    int count = in.array("contracts", RecoverySession.CONTRACTS_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      in.record("contract", CONTRACT_FIELDS);
      boolean incoming = in.uint("incoming", 1) == 1;
      long number = in.uint("number", 0xffff_ffffL);
      Digest digest = digest(in, "digest");
      int parcels = (int) in.uint("parcels", Limits.CONTRACT_PARCELS_MAX);
      int delivered = (int) in.uint("delivered", parcels);
      if (in.isFine() && number < 1) {
        in.refuse("contract=0");
      }
      if (in.isFine()) {
        contracts.add(new OpenContract(incoming, number, digest, parcels, delivered));
      }
    }
    return contracts;
  }

  private static List<String> servers(CborReader in) {
    List<String> servers = new ArrayList<>();
    int count = in.array("servers", RecoverySession.SERVERS_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      String name = in.text("server", ServerName.CHARS_MAX);
      if (in.isFine() && !ServerName.isOne(name)) {
        in.refuse("not a server's name, length=" + name.length());
      }
      servers.add(name);
    }
    return servers;
  }
}
