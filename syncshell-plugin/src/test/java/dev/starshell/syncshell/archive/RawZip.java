package dev.starshell.syncshell.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes ZIP archives field by field, so that each can lie.
final class RawZip {
  final List<Item> items = new ArrayList<>();
  byte[] prefix = {};
  byte[] beforeDirectory = {};
  byte[] beforeEnd = {};
  byte[] comment = {};
  byte[] suffix = {};
  int disk;
  int entriesShift;
  int directoryBytesShift;
  int directoryAtShift;

  /// One entry; `l` fields stand in front of it, `c` fields in the directory.
  static final class Item {
    byte[] lName;
    byte[] cName;
    byte[] data;
    int lFlags = 1 << 11;
    int cFlags = 1 << 11;
    int lMethod;
    int cMethod;
    int lCrc;
    int cCrc;
    int lPacked;
    int cPacked;
    int lSize;
    int cSize;
    byte[] lExtra = {};
    byte[] cExtra = {};
    byte[] descriptor = {};
    byte[] gap = {};
    int mode = 0100644;
    int dosAttributes;
    int offsetShift;
    boolean hasLocal = true;

    Item(String name, byte[] content, byte[] packed, int method) {
      lName = name.getBytes(StandardCharsets.UTF_8);
      cName = lName;
      data = packed;
      CRC32 crc = new CRC32();
      crc.update(content);
      lCrc = cCrc = (int) crc.getValue();
      lPacked = cPacked = packed.length;
      lSize = cSize = content.length;
      lMethod = cMethod = method;
      if (name.endsWith("/")) {
        mode = 040755;
      }
    }

    /// As tools do that cannot go back: the numbers come behind the data.
    void describe() {
      descriptor =
          numbers(16).putInt(0x08074b50).putInt(cCrc).putInt(cPacked).putInt(cSize).array();
      lFlags |= 8;
      cFlags |= 8;
      lCrc = lPacked = lSize = 0;
    }
  }

  RawZip stored(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    items.add(new Item(name, bytes, bytes, 0));
    return this;
  }

  RawZip packed(String name, byte[] content) {
    items.add(new Item(name, content, deflate(content), 8));
    return this;
  }

  /// Changes the newest entry.
  RawZip with(Consumer<Item> change) {
    change.accept(items.getLast());
    return this;
  }

  RawZip and(Consumer<RawZip> change) {
    change.accept(this);
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(prefix);
    List<Integer> offsets = new ArrayList<>();
    for (Item item : items) {
      offsets.add(out.size() + item.offsetShift);
      if (item.hasLocal) {
        out.writeBytes(local(item));
        out.writeBytes(item.lName);
        out.writeBytes(item.lExtra);
        out.writeBytes(item.data);
        out.writeBytes(item.descriptor);
        out.writeBytes(item.gap);
      }
    }
    out.writeBytes(beforeDirectory);
    int directoryAt = out.size();
    for (int i = 0; i < items.size(); i++) {
      out.writeBytes(central(items.get(i), offsets.get(i)));
    }
    int directoryBytes = out.size() - directoryAt;
    out.writeBytes(beforeEnd);
    out.writeBytes(
        end(
            items.size() + entriesShift,
            directoryBytes + directoryBytesShift,
            directoryAt + directoryAtShift));
    out.writeBytes(comment);
    out.writeBytes(suffix);
    return out.toByteArray();
  }

  byte[] end(int entries, int directoryBytes, int directoryAt) {
    return numbers(22)
        .putInt(0x06054b50)
        .putShort((short) disk)
        .putShort((short) disk)
        .putShort((short) entries)
        .putShort((short) entries)
        .putInt(directoryBytes)
        .putInt(directoryAt)
        .putShort((short) comment.length)
        .array();
  }

  private static byte[] local(Item item) {
    return numbers(30)
        .putInt(0x04034b50)
        .putShort((short) 20)
        .putShort((short) item.lFlags)
        .putShort((short) item.lMethod)
        .putInt(0x5ac16000)
        .putInt(item.lCrc)
        .putInt(item.lPacked)
        .putInt(item.lSize)
        .putShort((short) item.lName.length)
        .putShort((short) item.lExtra.length)
        .array();
  }

  private static byte[] central(Item item, int offset) {
    return numbers(46 + item.cName.length + item.cExtra.length)
        .putInt(0x02014b50)
        .putShort((short) (3 << 8 | 20))
        .putShort((short) 20)
        .putShort((short) item.cFlags)
        .putShort((short) item.cMethod)
        .putInt(0x5ac16000)
        .putInt(item.cCrc)
        .putInt(item.cPacked)
        .putInt(item.cSize)
        .putShort((short) item.cName.length)
        .putShort((short) item.cExtra.length)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) item.dosAttributes)
        .putShort((short) item.mode)
        .putInt(offset)
        .put(item.cName)
        .put(item.cExtra)
        .array();
  }

  static ByteBuffer numbers(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] extra(int id, byte[] content) {
    return numbers(4 + content.length)
        .putShort((short) id)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[8_192];
    while (!deflater.finished()) {
      out.write(piece, 0, deflater.deflate(piece));
    }
    deflater.end();
    return out.toByteArray();
  }
}
