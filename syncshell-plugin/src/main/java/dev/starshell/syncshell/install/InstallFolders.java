package dev.starshell.syncshell.install;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.text.Folding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which folder belongs to which shell and member. A folder is chosen once and kept when somebody
/// changes a name. Two of one name never share a folder: the later one has `~` and the beginning of
/// its key after the name.
final class InstallFolders {
  private static final String KEY = "install/folders";
  private static final String MARKER = InstallTree.OWN_PREFIX + "shell";
  private static final int VERSION = 1;
  private static final int COUNT_MAX = 100_000;
  private static final int NAME_BYTES_MAX = 255;

  private final Journal journal;
  private final InstallTree tree;

  /// Hex of the shell's id, or of that and a member's key, to the folder's name.
  private final Map<String, String> names;

  private InstallFolders(Journal journal, InstallTree tree, Map<String, String> names) {
    this.journal = journal;
    this.tree = tree;
    this.names = names;
  }

  static InstallFolders open(Journal journal, InstallTree tree) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    Optional<Bytes> kept = journal.read(KEY);
    if (kept.isPresent()) {
      CborReader in = new CborReader(kept.get().toArray());
      in.record("folders", 2);
      in.uint("version", VERSION);
      int count = in.array("names", COUNT_MAX);
      for (int i = 0; i < count && in.isFine(); i++) {
        in.record("name", 2);
        String key = in.text("key", 4 * Digest.LENGTH_BYTES);
        names.put(key, in.text("name", NAME_BYTES_MAX));
      }
      in.end();
      if (in.fault().isPresent()) {
        throw new IOException("record " + KEY + " is corrupt: " + in.fault().get().detail());
      }
    }
    return new InstallFolders(journal, tree, names);
  }

  /// The member's folder below the base, with a slash between shell and member.
  String of(ShellId shell, DisplayName shellName, MemberKey member, DisplayName memberName)
      throws IOException {
    String shellFolder = ofShell(shell, shellName);
    String key = shell.toHex() + member.toHex();
    String known = names.get(key);
    if (known != null) {
      return shellFolder + "/" + known;
    }
    String wanted = FolderName.of(memberName, "member");
    String free = wanted;
    for (int digits = 4; isTaken(shell.toHex(), free); digits *= 2) {
      free = wanted + "~" + member.toHex().substring(0, Math.min(64, digits));
    }
    keep(key, free);
    return shellFolder + "/" + free;
  }

  /// The same, if anything of the member was installed in the shell before.
  Optional<String> known(ShellId shell, MemberKey member) {
    String shellFolder = names.get(shell.toHex());
    String folder = names.get(shell.toHex() + member.toHex());
    return shellFolder == null || folder == null
        ? Optional.empty()
        : Optional.of(shellFolder + "/" + folder);
  }

  /// The folders of the shells.
  List<String> ofShells() {
    return names.entrySet().stream()
        .filter(entry -> entry.getKey().length() == 2 * Digest.LENGTH_BYTES)
        .map(Map.Entry::getValue)
        .toList();
  }

  private boolean isTaken(String shell, String name) {
    return names.entrySet().stream()
        .anyMatch(entry ->
            entry.getKey().length() > shell.length()
                && entry.getKey().startsWith(shell)
                && Folding.fold(entry.getValue()).equals(Folding.fold(name)));
  }

  private String ofShell(ShellId shell, DisplayName shellName) throws IOException {
    String hex = shell.toHex();
    String known = names.get(hex);
    if (known != null) {
      return known;
    }
    String wanted = FolderName.of(shellName, "shell");
    String free = wanted;
    for (int digits = 4; !isOurs(tree.path(free), hex); digits *= 2) {
      if (digits > 2 * hex.length()) {
        throw new UnsafePlaceException("every folder for the shell is taken under " + tree.base());
      }
      free = wanted + "~" + hex.substring(0, Math.min(hex.length(), digits));
    }
    mark(tree.path(free), hex);
    keep(hex, free);
    return free;
  }

  /// Whether a folder is free, or was marked for this shell: by us, before the journal was lost, or
  /// right before a crash.
  private boolean isOurs(Path folder, String hex) throws IOException {
    Kind kind = tree.look(folder).kind();
    if (kind != Kind.FOLDER) {
      return kind == Kind.ABSENT;
    }
    Path marker = folder.resolve(MARKER);
    try (var in = Files.newInputStream(marker, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(hex.length()), StandardCharsets.US_ASCII).equals(hex);
    } catch (NoSuchFileException e) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
        return !children.iterator().hasNext();
      }
    }
  }

  private void mark(Path folder, String hex) throws IOException {
    tree.makeFolders(folder);
    Path marker = folder.resolve(MARKER);
    if (tree.look(marker).kind() == Kind.ABSENT) {
      Files.writeString(marker, hex, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
    }
  }

  private void keep(String key, String name) throws IOException {
    names.put(key, name);
    CborWriter out = new CborWriter().array(2).uint(VERSION).array(names.size());
    names.forEach((known, folder) -> out.array(2).text(known).text(folder));
    journal.put(KEY, Bytes.copyOf(out.toBytes()));
  }
}
