package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.manifest.ManifestCodec;
import dev.starshell.syncshell.manifest.ManifestDraft;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.ManifestHead;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// This member's manifest: made anew, signed and kept whenever its libraries hold something else.
/// Belongs to the shell's loop; signing is done by a disk thread.
///
/// All but the first are numbered by the clock on the wall, in milliseconds, or follow the one
/// before where that is higher, the first one after a start with a leap of chance. So a member
/// whose journal is an older copy, from a backup, does not sign a number twice, which would freeze
/// it at all others.
final class OwnManifest {
  /// The head of a member that has no manifest.
  static final ManifestHead NONE = new ManifestHead(0, Manifest.NO_DIGEST);

  /// Code of the notice that the journal is an older copy.
  static final String RESTORED = "STATE_RESTORED";

  private static final String SENTENCE =
      "A member says that it has a newer list of what is shared here than this host's journal. The"
          + " list was signed anew from the shared folders as they are. That is all if a backup was"
          + " put back; if not, another host may run with this member's key, or that member is"
          + " wrong.";

  /// How far off the clock of a machine may have been.
  private static final Duration CLOCK_WRONG_MAX = Duration.ofDays(3_650);

  /// What the first number after a start may jump by.
  private static final long JUMP_MAX = 1 << 20;

  /// Fewer digits of a root than this may be a name.
  private static final int ROOT_DIGITS_MIN = 8;

  private final ShellFrame frame;
  private final Runnable announce;
  private Optional<ShellId> shell = Optional.empty();
  private @Nullable SignedManifest current;
  private Map<Root, String> names = Map.of();
  private List<LibrariesView.Problem> problems = List.of();

  /// What the libraries hold now, if it is not in the manifest yet.
  private Optional<List<Entry>> pending = Optional.empty();

  /// What the libraries held last; empty before the first look.
  private Optional<List<Entry>> found = Optional.empty();

  private Set<String> unlisted = Set.of();

  /// The number of a newer manifest of this member that another one has, 0 if none does; and
  /// whether one is to be signed for that, though nothing else has changed.
  private long outrunBy;

  private boolean due;

  /// Whether a manifest was signed since the start.
  private boolean hasSigned;

  private boolean ready;
  private boolean signing;

  OwnManifest(ShellFrame frame, Runnable announce) {
    this.frame = frame;
    this.announce = announce;
  }

  /// The member belongs to this shell now: goes on from the manifest that the journal has for it.
  void enter(ShellId entered) {
    leave();
    shell = Optional.of(entered);
    Identity identity = frame.parts().identity();
    frame
        .facts()
        .ask(
            journal -> journal.manifest(identity.key()),
            kept -> {
              if (!shell.equals(Optional.of(entered))) {
                return;
              }
              ready = true;
              if (kept.isPresent()
                  && ManifestCodec.read(kept.get(), entered, identity.key())
                      instanceof DecodeResult.Decoded<SignedManifest> decoded) {
                adopt(decoded.message());
              }
              sign();
            });
  }

  void leave() {
    shell = Optional.empty();
    current = null;
    names = Map.of();
    pending = Optional.empty();
    found = Optional.empty();
    outrunBy = 0;
    due = false;
    ready = false;
  }

  /// The libraries hold this now.
  ///
  /// @param unknown libraries that cannot be looked at; of these, what was offered stays offered
  void offer(List<Entry> entries, Set<String> unknown) {
    found = Optional.of(List.copyOf(entries));
    pending = found;
    unlisted = Set.copyOf(unknown);
    sign();
  }

  /// A member asks for a manifest with this number, or a newer one. If it has one that is not known
  /// here, this journal is an older copy: then what the libraries hold is signed under a number
  /// that passes it. Its word is not proven, but costs one list; so once is enough, whatever others
  /// say.
  void asked(long sequence) {
    if (ready && outrunBy == 0 && sequence > head().sequence() && sequence <= latest()) {
      outrunBy = sequence;
      frame.warn(RESTORED, SENTENCE);
      signAnew();
    }
  }

  private void signAnew() {
    due = true;
    pending = pending.or(() -> found);
    sign();
  }

  /// Whether the manifest says what the libraries hold.
  boolean isSettled() {
    return pending.isEmpty() && !signing;
  }

  ManifestHead head() {
    return current == null ? NONE : current.head();
  }

  Optional<Bytes> signed() {
    return Optional.ofNullable(current).map(SignedManifest::signed);
  }

  boolean offers(Root root) {
    return names.containsKey(root);
  }

  Optional<String> nameOf(Root root) {
    return Optional.ofNullable(names.get(root));
  }

  /// Archives by what a person has written: a path or its end, or the beginning of a root.
  Set<Root> find(String written) {
    String begin = written.toLowerCase(Locale.ROOT);
    return names.entrySet().stream()
        .filter(one ->
            one.getValue().equals(written)
                || one.getValue().endsWith("/" + written)
                || (begin.length() >= ROOT_DIGITS_MIN && one.getKey().toHex().startsWith(begin)))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  List<LibrariesView.Problem> problems() {
    return problems;
  }

  private void sign() {
    if (!ready || signing || pending.isEmpty() || shell.isEmpty()) {
      return;
    }
    signing = true;
    List<Entry> entries = new ArrayList<>(pending.get());
    ShellId inShell = shell.get();
    ManifestHead before = head();
    List<Entry> known = current == null ? List.of() : current.manifest().entries();
    known.stream().filter(entry -> unlisted.contains(entry.library())).forEach(entries::add);
    long sequence = next(before);
    boolean anyway = due;
    due = false;
    pending = Optional.empty();
    frame
        .disk()
        .post(
            0,
            () -> {
              ManifestDraft draft = ManifestDraft.of(entries);
              Optional<SignedManifest> made =
                  draft.entries().equals(known) && !anyway
                      ? Optional.empty()
                      : Optional.of(make(inShell, sequence, before, draft.entries()));
              frame.loop().post(() -> made(inShell, draft, made));
            });
  }

  private SignedManifest make(
      ShellId inShell, long sequence, ManifestHead before, List<Entry> entries) {
    Identity identity = frame.parts().identity();
    return ManifestCodec.sign(
        identity,
        new Manifest(
            inShell,
            identity.key(),
            sequence,
            before.digest(),
            frame.wallTime().truncatedTo(ChronoUnit.SECONDS),
            entries));
  }

  /// A clock may be wrong by years, but not by this.
  private long latest() {
    return frame.wallTime().plus(CLOCK_WRONG_MAX).toEpochMilli();
  }

  private long next(ManifestHead before) {
    if (before.equals(NONE)) {
      return 1;
    }
    long clock = frame.wallTime().toEpochMilli();
    long least = Math.max(before.sequence(), outrunBy) + 1;
    // Where the last number is ahead of the clock, an older copy would count on from it as well.
    boolean jumps = clock < least && !hasSigned;
    long chosen = jumps ? least + ThreadLocalRandom.current().nextLong(JUMP_MAX) : least;
    return Math.min(Math.max(chosen, clock), Manifest.SEQUENCE_MAX);
  }

  private void made(ShellId inShell, ManifestDraft draft, Optional<SignedManifest> made) {
    problems = problemsOf(draft);
    if (made.isEmpty() || !shell.equals(Optional.of(inShell))) {
      signing = false;
      sign();
      return;
    }
    hasSigned = true;
    SignedManifest manifest = made.get();
    // Kept before it is announced: a sequence is never used twice for other entries.
    frame
        .facts()
        .write(
            journal ->
                journal.keepManifest(
                    manifest.manifest().owner(), manifest.manifest().sequence(), manifest.signed()),
            () -> kept(inShell, manifest));
  }

  private void kept(ShellId inShell, SignedManifest manifest) {
    signing = false;
    if (shell.equals(Optional.of(inShell))) {
      adopt(manifest);
      announce.run();
    }
    if (outrunBy > 0 && manifest.manifest().sequence() == 1) {
      // The first of all has no other number, and passes nothing.
      signAnew();
    }
    sign();
  }

  private void adopt(SignedManifest manifest) {
    current = manifest;
    Map<Root, String> byRoot = new HashMap<>();
    manifest.manifest().entries().forEach(entry -> byRoot.putIfAbsent(entry.root(), entry.path()));
    names = byRoot;
  }

  private static List<LibrariesView.Problem> problemsOf(ManifestDraft draft) {
    List<LibrariesView.Problem> found = new ArrayList<>();
    draft
        .skipped()
        .forEach(broken ->
            found.add(
                new LibrariesView.Problem(
                    "PATH_UNSAFE",
                    broken.entry().place(),
                    "Not shared: its name breaks the rule " + broken.rule() + ". Rename it.")));
    if (!draft.surplus().isEmpty()) {
      found.add(
          new LibrariesView.Problem(
              "MANIFEST_LIMIT",
              draft.surplus().getFirst().place(),
              draft.surplus().size()
                  + " archives are over the limit of one member and are not shared."));
    }
    return found;
  }
}
