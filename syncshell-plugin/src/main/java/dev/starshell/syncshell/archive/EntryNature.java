package dev.starshell.syncshell.archive;

import java.util.Locale;
import java.util.Set;

/// What an entry is, by its first bytes and, where these say nothing, by its name: a name alone can
/// make an entry code, never data.
enum EntryNature {
  DATA,
  /// Runs in the game's virtual machine or interpreter.
  CODE,
  /// Runs as a program or library of the operating system.
  PROGRAM,
  /// An archive in the archive.
  NESTED;

  static final int START_BYTES = 8;

  private static final Set<String> CODE_ENDS =
      Set.of(
          "class", "lua", "luac", "py", "pyc", "js", "mjs", "cjs", "ts", "rb", "groovy", "kts",
          "zs", "cs", "dex", "wasm", "pex", "nut", "gd");
  private static final Set<String> PROGRAM_ENDS =
      Set.of(
          "exe", "dll", "so", "dylib", "jnilib", "sys", "com", "scr", "bat", "cmd", "pif", "msi",
          "vbs", "vbe", "jse", "wsf", "hta", "ps1", "psm1", "lnk", "reg", "cpl", "sh", "command",
          "desktop", "asi", "node", "ocx", "drv");
  private static final Set<String> NESTED_ENDS =
      Set.of("jar", "war", "zip", "7z", "rar", "ttmp2", "pmp", "mrpack", "litemod", "apk");

  static EntryNature of(String name, byte[] start) {
    EntryNature byStart = ofStart(start);
    return byStart == DATA ? ofName(name) : byStart;
  }

  static EntryNature ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String end = lower.substring(lower.lastIndexOf('.') + 1);
    // libfoo.so.1
    if (PROGRAM_ENDS.contains(end) || lower.contains(".so.")) {
      return PROGRAM;
    }
    if (CODE_ENDS.contains(end)) {
      return CODE;
    }
    return NESTED_ENDS.contains(end) ? NESTED : DATA;
  }

  static EntryNature ofStart(byte[] start) {
    if (start.length < 4) {
      return begins(start, '#', '!') ? PROGRAM : DATA;
    }
    if (begins(start, 'P', 'K', 3, 4)
        || begins(start, 'P', 'K', 5, 6)
        || begins(start, '7', 'z', 0xBC, 0xAF)
        || begins(start, 'R', 'a', 'r', '!')) {
      return NESTED;
    }
    if (begins(start, 0xCA, 0xFE, 0xBA, 0xBE)) {
      // A fat Mach-O has a small count where a class has its version, 45 or more.
      return start.length >= 8 && start[6] == 0 && (start[7] & 0xFF) < 45 ? PROGRAM : CODE;
    }
    boolean isMach =
        (begins(start, 0xFE, 0xED, 0xFA) && (start[3] & 0xFE) == 0xCE)
            || ((start[0] & 0xFE) == 0xCE
                && start[1] == (byte) 0xFA
                && begins(new byte[] {start[2], start[3]}, 0xED, 0xFE));
    if (begins(start, 'M', 'Z')
        || begins(start, 0x7F, 'E', 'L', 'F')
        || isMach
        || begins(start, '#', '!')) {
      return PROGRAM;
    }
    return begins(start, 'd', 'e', 'x', '\n')
            || begins(start, 0, 'a', 's', 'm')
            || begins(start, 0x1B, 'L', 'u', 'a')
        ? CODE
        : DATA;
  }

  static boolean begins(byte[] bytes, int... with) {
    if (bytes.length < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if ((bytes[i] & 0xFF) != with[i]) {
        return false;
      }
    }
    return true;
  }
}
