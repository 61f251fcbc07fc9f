package dev.starshell.syncshell.carrier.webrtc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes an empty ELF64 shared object that carries a soname and defines nothing.
///
/// The WebRTC library names desktop libraries (sound, windows, hot-plugging) that servers lack. It
/// is bound lazily and never calls them with the headless audio module, so that an object with the
/// right soname satisfies the dynamic linker: an object that is needed and already loaded under
/// that soname is not searched for again.
///
/// Layout: ELF header, three program headers (`PT_LOAD` over the whole file, `PT_DYNAMIC`,
/// `PT_GNU_STACK`), dynamic section, symbol table with the null symbol, hash table, string table.
/// Source: System V gABI, chapters 4 and 5.
final class StandInObject {
  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int PROGRAM_HEADERS = 3;
  private static final int DYNAMIC_AT = HEADER_BYTES + PROGRAM_HEADERS * PROGRAM_HEADER_BYTES;
  private static final int DYNAMIC_ENTRY_BYTES = 16;
  private static final int DYNAMIC_ENTRIES = 7;
  private static final int SYMBOLS_AT = DYNAMIC_AT + DYNAMIC_ENTRIES * DYNAMIC_ENTRY_BYTES;
  private static final int SYMBOL_BYTES = 24;
  private static final int HASH_AT = SYMBOLS_AT + SYMBOL_BYTES;
  private static final int HASH_BYTES = 4 * Integer.BYTES;
  private static final int STRINGS_AT = HASH_AT + HASH_BYTES;

  /// Segments start at a multiple of the largest page of either machine.
  private static final long PAGE_BYTES = 0x10000;

  private static final int SHARED_OBJECT = 3;
  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;

  /// `PT_GNU_STACK`: without it the JVM takes the object for one that wants an executable stack.
  private static final int GNU_STACK = 0x6474e551;

  private static final int READ = 4;
  private static final int READ_WRITE = 6;

  private static final int TAG_NULL = 0;
  private static final int TAG_HASH = 4;
  private static final int TAG_STRINGS = 5;
  private static final int TAG_SYMBOLS = 6;
  private static final int TAG_STRINGS_BYTES = 10;
  private static final int TAG_SYMBOL_BYTES = 11;
  private static final int TAG_SONAME = 14;

  private StandInObject() {}

  /// The bytes of an object.
  ///
  /// @param soname the name it answers to, ASCII
  /// @param machine `e_machine`
  static byte[] bytes(String soname, int machine) {
    byte[] strings = ("\0" + soname + "\0").getBytes(US_ASCII);
    ByteBuffer out =
        ByteBuffer.allocate(STRINGS_AT + strings.length).order(ByteOrder.LITTLE_ENDIAN);
    header(out, machine);
    programHeader(out, LOAD, READ_WRITE, 0, out.capacity(), PAGE_BYTES);
    programHeader(
        out, DYNAMIC, READ, DYNAMIC_AT, (long) DYNAMIC_ENTRIES * DYNAMIC_ENTRY_BYTES, Long.BYTES);
    programHeader(out, GNU_STACK, READ_WRITE, 0, 0, 16);
    entry(out, TAG_SONAME, 1);
    entry(out, TAG_HASH, HASH_AT);
    entry(out, TAG_STRINGS, STRINGS_AT);
    entry(out, TAG_SYMBOLS, SYMBOLS_AT);
    entry(out, TAG_STRINGS_BYTES, strings.length);
    entry(out, TAG_SYMBOL_BYTES, SYMBOL_BYTES);
    entry(out, TAG_NULL, 0);
    out.put(new byte[SYMBOL_BYTES]);
    // One bucket that is empty, one chain: the null symbol's.
    out.putInt(1).putInt(1).putInt(0).putInt(0);
    out.put(strings);
    return out.array();
  }

  private static void header(ByteBuffer out, int machine) {
    // Magic, 64 bits, little-endian, version 1, System V.
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
    out.putLong(0);
    out.putShort((short) SHARED_OBJECT).putShort((short) machine).putInt(1);
    // Entry point, program headers, section headers, flags.
    out.putLong(0).putLong(HEADER_BYTES).putLong(0).putInt(0);
    out.putShort((short) HEADER_BYTES);
    out.putShort((short) PROGRAM_HEADER_BYTES).putShort((short) PROGRAM_HEADERS);
    // No sections.
    out.putShort((short) 64).putShort((short) 0).putShort((short) 0);
  }

  private static void programHeader(
      ByteBuffer out, int type, int flags, long at, long size, long align) {
    out.putInt(type).putInt(flags);
    out.putLong(at).putLong(at).putLong(at).putLong(size).putLong(size).putLong(align);
  }

  private static void entry(ByteBuffer out, long tag, long value) {
    out.putLong(tag).putLong(value);
  }
}
