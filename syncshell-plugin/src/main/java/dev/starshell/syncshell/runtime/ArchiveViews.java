package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.ArchiveView;
import dev.starshell.syncshell.control.ArchiveView.About;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.ArchiveBook.Finding;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.quarantine.Contents;
import dev.starshell.syncshell.quarantine.Contents.Mod;
import dev.starshell.syncshell.quarantine.ContentsCodec;
import dev.starshell.syncshell.quarantine.Decision;
import dev.starshell.syncshell.runtime.Inventory.Item;
import dev.starshell.syncshell.text.SafeText;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Describes archives for people, by what their examination found. Thread: any but the loop; waits
/// for the journal.
record ArchiveViews(Journal journal, Function<MemberKey, String> names) {
  /// A place is shown nearly whole, because people look for the file.
  private static final int PLACE_POINTS_MAX = 300;

  List<ArchiveView> of(Inventory inventory, List<Item> items) throws IOException {
    Set<Root> roots = new HashSet<>();
    for (Item item : items) {
      roots.add(item.copy().root());
      item.replaces().ifPresent(roots::add);
    }
    Map<Root, Finding> findings = journal.archives().findings(roots);
    Map<Root, String> ids = inventory.ids();
    return items.stream().map(item -> view(item, ids, findings)).toList();
  }

  private ArchiveView view(Item item, Map<Root, String> ids, Map<Root, Finding> findings) {
    Root root = item.copy().root();
    Optional<Decision> decision = item.decision();
    Finding finding = findings.get(root);
    return new ArchiveView(
        ids.getOrDefault(root, root.toHex()),
        root.toHex(),
        names.apply(item.copy().sender()),
        decision.map(now -> now.state().word()).orElse("waiting"),
        decision.map(now -> now.cause().name()).orElse(""),
        decision
            .map(Decision::sentence)
            .orElse("it is being installed; if not, 'sync libraries' says why"),
        item.places().stream().map(place -> SafeText.of(place, PLACE_POINTS_MAX)).toList(),
        item.sizeBytes(),
        finding == null ? 0 : finding.wallMillis(),
        about(finding),
        item.replaces().map(old -> replaced(old, findings.get(old))).orElse(""));
  }

  private static About about(@Nullable Finding finding) {
    return Optional.ofNullable(finding)
        .flatMap(found -> ContentsCodec.read(found.contents()))
        .map(ArchiveViews::about)
        .orElse(About.NOTHING);
  }

  private static About about(Contents found) {
    Optional<Mod> main = found.mods().stream().findFirst();
    return new About(
        main.map(Mod::label).orElse(""),
        found.mods().stream().skip(1).map(ArchiveViews::named).toList(),
        main.map(Mod::name).filter(name -> !name.isEmpty()).or(() -> main.map(Mod::id)).orElse(""),
        main.map(Mod::version).orElse(""),
        main.map(Mod::authors).orElse(List.of()),
        main.map(Mod::about).orElse(""),
        main.map(Mod::loader).orElse(""),
        main.map(Mod::dependencies).orElse(List.of()),
        found.nature().name().toLowerCase(Locale.ROOT),
        found.entries(),
        found.contentBytes(),
        found.code(),
        found.programs(),
        found.nested(),
        found.firstCode());
  }

  private static String named(Mod mod) {
    String name = mod.name().isEmpty() ? mod.id() : mod.name();
    return (name.isEmpty() ? mod.label() : mod.label() + " " + name + " " + mod.version()).strip();
  }

  private static String replaced(Root old, @Nullable Finding finding) {
    About about = about(finding);
    String known = (about.name() + " " + about.version()).strip();
    String counts =
        about.nature().isEmpty()
            ? ""
            : " with "
                + about.entries()
                + " files, of these "
                + about.code()
                + " of code, "
                + about.programs()
                + " programs, "
                + about.nested()
                + " archives";
    return (known + " (" + old.toHex().substring(0, 8) + ")").strip() + counts;
  }
}
