package dev.starshell.syncshell.install;

import dev.starshell.syncshell.text.DisplayName;
import java.util.List;
import java.util.stream.IntStream;

/// Names the member's version of a file whose own name is taken: `mod (from Ada).zip`.
final class ConflictName {
  private static final int COUNT = 9;

  private ConflictName() {}

  /// The names that are tried, in order.
  static List<String> all(String place, DisplayName member) {
    String from = " (from " + FolderName.of(member, "member");
    int name = place.lastIndexOf('/') + 1;
    int dot = place.lastIndexOf('.');
    int at = dot > name ? dot : place.length();
    return IntStream.rangeClosed(1, COUNT)
        .mapToObj(number -> number == 1 ? from + ")" : from + " " + number + ")")
        .map(mark -> place.substring(0, at) + mark + place.substring(at))
        .toList();
  }
}
