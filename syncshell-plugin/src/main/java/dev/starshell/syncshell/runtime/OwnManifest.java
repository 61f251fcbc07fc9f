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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// This member's manifest: made anew, signed and kept whenever its libraries hold something else.
/// Belongs to the shell's loop; signing is done by a disk thread.
final class OwnManifest {
  /// The head of a member that has no manifest.
  static final ManifestHead NONE = new ManifestHead(0, Manifest.NO_DIGEST);

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

  private Set<String> unlisted = Set.of();

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
    ready = false;
  }

  /// The libraries hold this now.
  ///
  /// @param unknown libraries that cannot be looked at; of these, what was offered stays offered
  void offer(List<Entry> found, Set<String> unknown) {
    pending = Optional.of(List.copyOf(found));
    unlisted = Set.copyOf(unknown);
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
    List<Entry> found = new ArrayList<>(pending.get());
    ShellId inShell = shell.get();
    ManifestHead before = head();
    List<Entry> known = current == null ? List.of() : current.manifest().entries();
    known.stream().filter(entry -> unlisted.contains(entry.library())).forEach(found::add);
    pending = Optional.empty();
    frame
        .disk()
        .post(
            0,
            () -> {
              ManifestDraft draft = ManifestDraft.of(found);
              Optional<SignedManifest> made =
                  draft.entries().equals(known)
                      ? Optional.empty()
                      : Optional.of(make(inShell, before, draft.entries()));
              frame.loop().post(() -> made(inShell, draft, made));
            });
  }

  private SignedManifest make(ShellId inShell, ManifestHead before, List<Entry> entries) {
    Identity identity = frame.parts().identity();
    return ManifestCodec.sign(
        identity,
        new Manifest(
            inShell,
            identity.key(),
            before.sequence() + 1,
            before.digest(),
            frame.wallTime().truncatedTo(ChronoUnit.SECONDS),
            entries));
  }

  private void made(ShellId inShell, ManifestDraft draft, Optional<SignedManifest> made) {
    problems = problemsOf(draft);
    if (made.isEmpty() || !shell.equals(Optional.of(inShell))) {
      signing = false;
      sign();
      return;
    }
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
