package dev.starshell.syncshell.limits;

import java.time.Duration;

/// Every bound that a peer or a user can meet. docs/LIMITS.md gives the reasons at length.
public final class Limits {
  // Content

  /// Smallest chunk but for the last one of an archive. Unit: bytes. Source: docs/PROTOCOL.md.
  public static final int CHUNK_BYTES_MIN = 16 * 1024;

  /// Chunk size that the cut condition aims at. Unit: bytes. Source: docs/PROTOCOL.md.
  public static final int CHUNK_BYTES_AVERAGE = 64 * 1024;

  /// Largest chunk. Unit: bytes. Source: docs/PROTOCOL.md.
  public static final int CHUNK_BYTES_MAX = 128 * 1024;

  /// Largest archive. Unit: bytes. Source: docs/LIMITS.md.
  public static final long ARCHIVE_BYTES_MAX = 16L * 1024 * 1024 * 1024;

  /// Most chunks of one archive: the largest archive in smallest chunks.
  public static final int ARCHIVE_CHUNKS_MAX = (int) (ARCHIVE_BYTES_MAX / CHUNK_BYTES_MIN);

  // Manifests

  /// Most entries of one manifest. Source: docs/LIMITS.md.
  public static final int MANIFEST_ENTRIES_MAX = 20_000;

  /// Largest encoded manifest. Unit: bytes. Source: docs/LIMITS.md.
  public static final int MANIFEST_BYTES_MAX = 8 * 1024 * 1024;

  /// Longest path of an entry. Unit: bytes in UTF-8. Source: docs/LIMITS.md.
  public static final int PATH_BYTES_MAX = 240;

  /// Longest part of a path. Unit: bytes in UTF-8. Source: docs/LIMITS.md.
  public static final int PATH_PART_BYTES_MAX = 120;

  /// Most parts of a path. Source: docs/LIMITS.md.
  public static final int PATH_PARTS_MAX = 16;

  /// Most libraries of one manifest. A member shares folders, not files.
  public static final int MANIFEST_LIBRARIES_MAX = 256;

  // Membership

  /// Most members of one shell: an owner-signed roster of so many, with the longest names, is 50 KB
  /// and fits one envelope of the relay.
  public static final int MEMBERS_MAX = 200;

  /// Most invites that are open at once.
  public static final int INVITES_OPEN_MAX = 100;

  /// Most addresses of a relay in one invite. Source: docs/LIMITS.md.
  public static final int INVITE_ENDPOINTS_MAX = 4;

  /// Longest text that is looked at as an invite. Unit: characters. Source: the longest real one
  /// has 2,300, and people break lines and add spaces.
  public static final int INVITE_CHARS_MAX = 8_192;

  /// Most recovery codes of one member in one shell that are open at once, and most in use.
  public static final int RECOVERY_CODES_MAX = 8;

  /// How long a recovery code holds unless its maker says otherwise. Source: docs/LIMITS.md.
  public static final Duration RECOVERY_CODE_SPAN = Duration.ofHours(1);

  /// Longest that a recovery code holds.
  public static final Duration RECOVERY_CODE_SPAN_MAX = Duration.ofHours(24);

  /// How long the way that a recovery code opened serves its two members at most. Source:
  /// docs/LIMITS.md.
  public static final Duration RESCUE_SERVES = Duration.ofHours(24);

  /// Longest credential of a joiner. Unit: bytes. Source: `Doorkeeper` of the plugin API.
  public static final int CREDENTIAL_BYTES_MAX = 4 * 1024;

  /// How far the clocks of a joiner and an owner may differ before a good invite looks expired.
  public static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

  // Membership log

  /// Most records of one log: years of a busy shell. Their hashes take 320 kB. Source:
  /// docs/LIMITS.md.
  public static final int LOG_RECORDS_MAX = 10_000;

  /// The last records of a log that only removals and the owner may use, so that nobody can fill a
  /// log to keep from being removed.
  public static final int LOG_RECORDS_KEPT = 500;

  /// Largest record, signatures included. Unit: bytes. Source: an approved request of
  /// [#CREDENTIAL_BYTES_MAX] in two envelopes.
  public static final int LOG_RECORD_BYTES_MAX = 6 * 1024;

  /// Largest log. Unit: bytes. Source: a record of an ordinary shell has 300 to 800.
  public static final int LOG_BYTES_MAX = 16 * 1024 * 1024;

  /// What of a log only removals and the owner may use. Unit: bytes.
  public static final int LOG_BYTES_KEPT = 1024 * 1024;

  /// Most records that are taken at once. Checking so many takes about a second.
  public static final int LOG_BATCH_RECORDS_MAX = 256;

  /// Most requests to join that wait for somebody to say yes.
  public static final int JOINERS_WAITING_MAX = 16;

  /// Largest message about the membership log: records, or requests that wait. Unit: bytes. Source:
  /// [#JOINERS_WAITING_MAX] requests with their heads must fit, in an envelope of the relay.
  public static final int LOG_MESSAGE_BYTES_MAX = 60 * 1024;

  /// Most proposals that wait to be ordered at once.
  public static final int LOG_PROPOSALS_MAX = 256;

  /// Most keys that are kept out of one shell.
  public static final int BANS_MAX = 1_000;

  /// Most archives that are called back in one shell.
  public static final int RECALLS_MAX = 1_000;

  /// Most archives that one admin has called back at a time, so that nobody uses up what the owner
  /// and the other admins may need.
  public static final int RECALLS_OF_ADMIN_MAX = 100;

  /// Most TURN servers in the settings of one shell.
  public static final int TURN_SERVERS_MAX = 4;

  // Links

  /// Highest generation of a link: exact in every language's numbers, and never reached by
  /// counting.
  public static final long GENERATION_MAX = 1L << 53;

  /// Most associations of one link.
  public static final int ASSOCIATIONS_MAX = 8;

  /// Most channels of one link, the control channel among them. Source: issue "First sync" 7.
  public static final int CHANNELS_MAX = 20;

  /// Largest message on a channel: one whole chunk and its header fit. Unit: bytes. Source: 262,144
  /// is the most that the WebRTC library sends (docs/decisions/0008-webrtc-library.md); half of it
  /// and a header are enough.
  public static final int FRAME_BYTES_MAX = CHUNK_BYTES_MAX + 1024;

  /// Largest control message after its fragments were joined. Unit: bytes. Source: the chunk list
  /// of the largest archive in average chunks, 9.4 MB.
  public static final int CONTROL_BYTES_MAX = 16 * 1024 * 1024;

  /// Largest frame on the control channel: a fragment of a control message and its flag. Unit:
  /// bytes.
  public static final int CONTROL_FRAME_BYTES_MAX = 64 * 1024;

  /// What a sender may have under way on all data channels of a link before the receiver has stored
  /// it. Unit: bytes. Source: docs/LIMITS.md.
  public static final int LINK_WINDOW_BYTES = 8 * 1024 * 1024;

  /// What may always be under way on all associations of a link together, however long its queue: a
  /// largest frame on each of four. Unit: bytes. Source: docs/LIMITS.md.
  public static final int LINK_WINDOW_BYTES_LEAST = 4 * FRAME_BYTES_MAX;

  /// Latest time that a message says of an arrival: exact in every language's numbers. Unit:
  /// microseconds.
  public static final long ARRIVAL_MICROS_MAX = 1L << 53;

  /// Silence after which a heartbeat is sent. Source: docs/LIMITS.md.
  public static final Duration HEARTBEAT_IDLE = Duration.ofSeconds(1);

  /// Silence that is worth a word over the relay on any link, and a question whether the relay is
  /// there. Source: docs/LIMITS.md.
  public static final Duration SILENCE_LONG = Duration.ofMillis(2_200);

  /// Longest silence that a word of it names. Unit: milliseconds.
  public static final long SILENCE_MILLIS_MAX = 3_600_000;

  /// Silence after which a link is shown as silent. It is given up later, by `LinkMachine`.
  public static final Duration LINK_SUSPECT = Duration.ofSeconds(5);

  /// Longest wait for all associations of a generation to open.
  public static final Duration LINK_CONNECT = Duration.ofSeconds(15);

  /// Handshakes with one member that may begin at once. Source: docs/LIMITS.md.
  public static final int HANDSHAKES_BURST = 30;

  /// Span after which one more may. Source: docs/LIMITS.md, 10 a minute.
  public static final Duration HANDSHAKE_SPAN = Duration.ofSeconds(6);

  // Signalling

  /// Largest signalling message, envelope included. Unit: bytes. Source: docs/LIMITS.md, 64 KiB
  /// less room for the relay's own frame.
  public static final int SIGNAL_BYTES_MAX = 63 * 1024;

  /// Largest session description. Unit: bytes in UTF-8. Source: docs/LIMITS.md.
  public static final int SDP_BYTES_MAX = 16 * 1024;

  /// Most candidates of one message, and of one side in a generation. Source: docs/LIMITS.md.
  public static final int CANDIDATES_MAX = 24;

  /// Largest candidate. Unit: bytes in UTF-8. Source: docs/LIMITS.md.
  public static final int CANDIDATE_BYTES_MAX = 1024;

  /// Longest media id of a candidate. Unit: bytes in UTF-8.
  public static final int MID_BYTES_MAX = 64;

  // Transfers

  /// Most roots of one NEED.
  public static final int NEED_ROOTS_MAX = 2_048;

  /// More roots than that take a while before their NEED: lists and a look at the disk. A
  /// generation's first round is a short one then, so that bytes come soon.
  public static final int NEED_ROOTS_MANY = 128;

  /// Most roots of such a round.
  public static final int NEED_FIRST_ROOTS_MAX = 32;

  /// Most bytes of them together. Unit: bytes.
  public static final long NEED_FIRST_BYTES_MAX = 8L * 1024 * 1024;

  /// Missing bytes after which a NEED takes no further root. Unit: bytes. It keeps contracts short
  /// enough that a new manifest is heeded soon.
  public static final long NEED_BYTES_FULL = 1024L * 1024 * 1024;

  /// Most parcels of one contract: every root of a NEED whole, or cut once for every channel.
  public static final int CONTRACT_PARCELS_MAX = NEED_ROOTS_MAX + CHANNELS_MAX * CHANNELS_MAX;

  /// Most missing ranges of one root in a NEED: every second chunk of the largest archive.
  public static final int WANT_RANGES_MAX = ARCHIVE_CHUNKS_MAX / 2;

  /// Most missing ranges in a whole NEED. It bounds the memory of a decoded one to about 15 MB.
  public static final int NEED_RANGES_MAX = WANT_RANGES_MAX;

  /// Most ranges in a whole contract: those of its NEED, and one more for every cut.
  public static final int CONTRACT_RANGES_MAX = NEED_RANGES_MAX + CONTRACT_PARCELS_MAX;

  /// Smallest piece that an archive is cut into for several channels. Unit: bytes.
  public static final int PIECE_BYTES_MIN = 1024 * 1024;

  /// Most archives of one durable batch. Source: docs/LIMITS.md.
  public static final int PUBLISH_BATCH_MAX = 64;

  /// Wait before an unanswered high five is sent again.
  public static final Duration HIGH_FIVE_RETRY = Duration.ofSeconds(2);

  /// How often a high five is sent in one generation.
  public static final int HIGH_FIVE_TRIES = 5;

  /// Wait before the store or a silent peer is tried again.
  public static final Duration STORE_RETRY = Duration.ofSeconds(10);

  /// A transfer that gained nothing for so long is parked. Source: docs/LIMITS.md.
  public static final Duration TRANSFER_STALL = Duration.ofSeconds(60);

  /// What a contract must gain in [#TRANSFER_STALL] so that it is not slow. Unit: bytes. Source:
  /// docs/LIMITS.md.
  public static final long TRANSFER_BYTES_LEAST = 2L * CHUNK_BYTES_MAX;

  /// A contract that is slow for so many times [#TRANSFER_STALL] is parked. Source: docs/LIMITS.md.
  public static final int TRANSFER_SLOW_SPANS = 5;

  /// Bad chunks within [#BAD_CHUNK_SPAN] that quarantine a peer. Source: docs/LIMITS.md.
  public static final int BAD_CHUNKS_MAX = 3;

  /// See [#BAD_CHUNKS_MAX].
  public static final Duration BAD_CHUNK_SPAN = Duration.ofMinutes(10);

  /// How long nothing is taken from a quarantined peer. Source: docs/LIMITS.md.
  public static final Duration PEER_QUARANTINE = Duration.ofHours(1);

  // Installed files

  /// How often installed files are looked at. Source: docs/LIMITS.md.
  public static final Duration INSTALLED_LOOK_SPAN = Duration.ofMinutes(15);

  /// How old the comparison of an installed file's bytes may become. Source: docs/LIMITS.md.
  public static final Duration INSTALLED_READ_SPAN = Duration.ofDays(1);

  /// How fast all shells of a home read installed files. Unit: bytes per second. Source:
  /// docs/LIMITS.md.
  public static final long INSTALLED_READ_RATE = 16L * 1024 * 1024;

  /// What one look reads of files that are as they were, so that the next one comes in time. Unit:
  /// bytes.
  public static final long INSTALLED_READ_BYTES_MAX =
      INSTALLED_READ_RATE * INSTALLED_LOOK_SPAN.toSeconds();

  // Threads and queues

  /// Most events that wait for a shell's loop.
  public static final int INBOX_EVENTS_MAX = 65_536;

  /// Most threads that hash. Source: issue "First sync" 8.
  public static final int SCAN_THREADS_MAX = 8;

  /// Smallest span between two progress reports of one job.
  public static final Duration PROGRESS_SPAN = Duration.ofMillis(100);

  private Limits() {}

  /// Most shells that a home is in at once. Each has about ten threads of its own.
  public static final int SHELLS_MAX = 8;
}
