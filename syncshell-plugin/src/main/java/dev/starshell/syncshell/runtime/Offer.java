package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.SignedManifest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What one member offers, and what of it is installed. Belongs to the shell's loop.
final class Offer {
  SignedManifest manifest;
  Set<Root> roots;
  Map<Root, Long> sizes;

  /// Root of each installed file by its place, `library/path`.
  final Map<String, Root> installed = new HashMap<>();

  /// Archives that the member could not supply with this manifest on this link.
  final Set<Root> failed = new HashSet<>();

  /// Counts what may have made good what failed: manifests and announcements.
  long news;

  /// Places of installed files that the newest manifest does not have.
  final Set<String> kept = new HashSet<>();

  Offer(SignedManifest manifest) {
    this.manifest = manifest;
    this.sizes = Map.copyOf(manifest.manifest().sizes());
    this.roots = sizes.keySet();
  }

  void renew(SignedManifest newer) {
    manifest = newer;
    sizes = Map.copyOf(newer.manifest().sizes());
    roots = sizes.keySet();
  }

  void take(Collection<Installed> files) {
    for (Installed file : files) {
      installed.put(file.path(), file.root());
      if (!file.offered()) {
        kept.add(file.path());
      }
    }
  }
}
