package dev.starshell.syncshell.command;

import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.ArchiveControl;
import dev.starshell.syncshell.control.ArchiveView;
import dev.starshell.syncshell.control.ArchiveView.About;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The commands about archives that came from others: what they are, what became of them, and a
/// person's word about those that are held.
final class ArchiveCommands {
  /// Most places of one archive that are shown.
  private static final int PLACES_MAX = 10;

  private static final Set<String> FROM = Set.of("--from");

  private final ArchiveControl archives;

  ArchiveCommands(ArchiveControl archives) {
    this.archives = archives;
  }

  Reply mods(Invocation invocation) {
    return listed(invocation, "sync mods [MEMBER]", false, "Nothing has come from others yet.");
  }

  Reply list(Invocation invocation) {
    return listed(
        invocation, "sync quarantine list [MEMBER]", true, "Nothing is held, rejected or refused.");
  }

  private Reply listed(Invocation invocation, String usage, boolean withheldOnly, String nothing) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    if (!words.fault().isEmpty()) {
      return Replies.usage(words, usage);
    }
    return Replies.of(
        archives.list(words.at(0), withheldOnly), listing -> listing(listing, usage, nothing));
  }

  private static Reply listing(ArchiveView.Listing listing, String usage, String nothing) {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (ArchiveView archive : listing.archives()) {
      lines.add(line(archive));
      rows.add(brief(archive));
    }
    if (lines.isEmpty()) {
      lines.add(nothing);
    } else if (listing.archives().stream().anyMatch(one -> one.state().equals("held"))) {
      lines.add(
          "'sync quarantine show ID' tells more; 'approve ID' installs, 'reject ID' does not.");
    }
    if (listing.more() > 0) {
      lines.add("… and " + listing.more() + " more; name a member: " + usage);
    }
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("archives", rows);
    data.put("more", listing.more());
    return Reply.done(lines, data);
  }

  private static String line(ArchiveView archive) {
    About about = archive.about();
    String what =
        about.name().isEmpty()
            ? orDash(about.family())
            : (about.name() + " " + about.version()).strip();
    String by = about.authors().isEmpty() ? "" : " by " + about.authors().getFirst();
    String loader = about.loader().isEmpty() ? "" : " (" + about.loader() + ")";
    return String.format(
        "%-10s %-9s %-16s %9s  %-40s %s",
        archive.id(),
        archive.state(),
        archive.member(),
        Units.size(archive.sizeBytes()),
        what + by + loader,
        archive.places().getFirst()
            + (archive.places().size() == 1 ? "" : " +" + (archive.places().size() - 1)));
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "–" : text;
  }

  Reply show(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, FROM);
    if (!words.fault().isEmpty() || words.at(0).isEmpty()) {
      return Replies.usage(words, "sync quarantine show ID [--from MEMBER]");
    }
    return Replies.of(
        archives.show(words.at(0).get(), words.option("--from")),
        archive -> Reply.done(details(archive), row(archive)));
  }

  private static List<String> details(ArchiveView archive) {
    About about = archive.about();
    List<String> lines = new ArrayList<>();
    field(lines, "id", archive.root());
    field(lines, "state", archive.state() + ": " + archive.why());
    field(lines, "from", archive.member());
    archive.places().stream().limit(PLACES_MAX).forEach(place -> field(lines, "file", place));
    field(lines, "size", Units.size(archive.sizeBytes()));
    if (archive.seenMillis() > 0) {
      field(lines, "first seen", Instant.ofEpochMilli(archive.seenMillis()).toString());
    }
    field(lines, "family", about.family());
    field(lines, "name", about.name());
    field(lines, "version", about.version());
    field(lines, "author", String.join(", ", about.authors()));
    field(lines, "about", about.text());
    field(lines, "loader", about.loader());
    field(lines, "needs", String.join(", ", about.dependencies()));
    field(lines, "also", String.join(", ", about.also()));
    if (about.entries() > 0) {
      field(
          lines,
          "entries",
          about.entries() + " files, unpacked " + Units.size(about.contentBytes()));
    }
    field(lines, "can run", canRun(about));
    field(lines, "code", String.join(", ", about.firstCode()));
    field(lines, "instead of", archive.replaces());
    lines.add("What an archive says of itself is not proven: anybody can write it.");
    if (archive.state().equals("held")) {
      lines.add(
          "Ask "
              + archive.member()
              + " where it is from. Malware is mostly found within a"
              + " day of its first appearance.");
    }
    return lines;
  }

  private static String canRun(About about) {
    return switch (about.nature()) {
      case "code" ->
          about.entries() == 0
              ? "yes, it is a program or script"
              : about.code()
                  + " files of code, "
                  + about.programs()
                  + " programs and native libraries, "
                  + about.nested()
                  + " archives in it";
      case "assets" -> "nothing";
      case "sealed" -> "unknown: nobody can look into it here";
      default -> "";
    };
  }

  private static void field(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add(String.format("%-11s %s", name, value));
    }
  }

  Reply approve(Invocation invocation) {
    Words words = Words.of(invocation.words(), 2, FROM);
    boolean isAll = words.at(0).filter("all"::equals).isPresent();
    boolean isComplete = words.at(isAll ? 1 : 0).isPresent() && (isAll || words.at(1).isEmpty());
    if (!words.fault().isEmpty() || !isComplete || isAll && words.option("--from").isPresent()) {
      return Replies.usage(
          words,
          "sync quarantine approve ID [--from MEMBER], or sync quarantine approve all MEMBER");
    }
    return Replies.of(
        isAll
            ? archives.approveAll(words.at(1).orElseThrow())
            : archives.approve(words.at(0).orElseThrow(), words.option("--from")),
        Reply::done);
  }

  Reply reject(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, FROM);
    if (!words.fault().isEmpty() || words.at(0).isEmpty()) {
      return Replies.usage(words, "sync quarantine reject ID [--from MEMBER]");
    }
    return Replies.of(archives.reject(words.at(0).get(), words.option("--from")), Reply::done);
  }

  /// What a list shows: many of them fit one reply.
  private static Map<String, @Nullable Object> brief(ArchiveView archive) {
    About about = archive.about();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", archive.id());
    row.put("root", archive.root());
    row.put("member", archive.member());
    row.put("state", archive.state());
    row.put("code", archive.code());
    row.put("why", archive.why());
    row.put("place", archive.places().getFirst());
    row.put("bytes", archive.sizeBytes());
    row.put("family", about.family());
    row.put("name", about.name());
    row.put("version", about.version());
    row.put("author", about.authors().isEmpty() ? "" : about.authors().getFirst());
    row.put("loader", about.loader());
    return row;
  }

  private static Map<String, @Nullable Object> row(ArchiveView archive) {
    About about = archive.about();
    Map<String, @Nullable Object> row = brief(archive);
    row.remove("author");
    row.put("places", archive.places().stream().limit(PLACES_MAX).toList());
    row.put(
        "firstSeen",
        archive.seenMillis() == 0 ? null : Instant.ofEpochMilli(archive.seenMillis()).toString());
    row.put("also", about.also());
    row.put("authors", about.authors());
    row.put("about", about.text());
    row.put("dependencies", about.dependencies());
    row.put("nature", about.nature());
    row.put("entries", about.entries());
    row.put("unpackedBytes", about.contentBytes());
    row.put("codeFiles", about.code());
    row.put("programs", about.programs());
    row.put("nested", about.nested());
    row.put("firstCode", about.firstCode());
    row.put("replaces", archive.replaces());
    return row;
  }
}
