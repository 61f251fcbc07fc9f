package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import java.nio.charset.StandardCharsets;

/// Reads the fields of one message, each within its bounds, and sees that an array holds as many as
/// it says. Leaves with a [BadMessageException] at the first fault.
final class MessageReader {
  /// A message, a list in it, and an entry of the list.
  private static final int DEPTH_MAX = 3;

  private final CborReader in;
  private final int[] itemsLeft = new int[DEPTH_MAX];
  private int depth;

  MessageReader(byte[] source) {
    this.in = new CborReader(source);
  }

  /// Enters an array.
  void begin(String name) throws BadMessageException {
    item(name);
    int count = in.array(name, Integer.MAX_VALUE);
    requireFine();
    itemsLeft[depth++] = count;
  }

  /// Leaves an array; anything left in it is malformed.
  void end(String name) throws BadMessageException {
    if (!isOver()) {
      throw BadMessageException.malformed(name + " has too many fields");
    }
  }

  /// Enters the next array of an array, or leaves the outer one.
  boolean beginOrEnd(String name) throws BadMessageException {
    if (isOver()) {
      return false;
    }
    begin(name);
    return true;
  }

  /// Reads the next integer of an array, or leaves the array and answers −1.
  long integerOrEnd(String name, long max) throws BadMessageException {
    return isOver() ? -1 : integer(name, 0, max);
  }

  long integer(String name, long min, long max) throws BadMessageException {
    item(name);
    long value = in.uint(name, max);
    requireFine();
    if (value < min) {
      throw BadMessageException.malformed(name + "=" + value + " outside " + min + ".." + max);
    }
    return value;
  }

  int number(String name, int min, int max) throws BadMessageException {
    return (int) integer(name, min, max);
  }

  byte[] bytes(String name, int min, int max) throws BadMessageException {
    item(name);
    byte[] value = in.bytes(name, max);
    requireLength(name, value.length, min, max);
    return value;
  }

  String text(String name, int min, int max) throws BadMessageException {
    item(name);
    String value = in.text(name, max);
    requireLength(name, value.getBytes(StandardCharsets.UTF_8).length, min, max);
    return value;
  }

  Digest digest(String name) throws BadMessageException {
    return Digest.of(bytes(name, Digest.LENGTH_BYTES, Digest.LENGTH_BYTES));
  }

  Root root() throws BadMessageException {
    return new Root(digest("root"));
  }

  FaultCode reason() throws BadMessageException {
    long wire = integer("reason", 1, 255);
    return FaultCode.ofWire((int) wire)
        .orElseThrow(() -> BadMessageException.malformed("unknown reason=" + wire));
  }

  /// Ends the message; anything after it is malformed.
  void finish() throws BadMessageException {
    in.end();
    requireFine();
  }

  private boolean isOver() {
    boolean over = itemsLeft[depth - 1] == 0;
    if (over) {
      depth--;
    }
    return over;
  }

  private void item(String name) throws BadMessageException {
    if (depth > 0 && itemsLeft[depth - 1]-- == 0) {
      throw BadMessageException.malformed(name + " is missing");
    }
  }

  private void requireLength(String name, int length, int min, int max) throws BadMessageException {
    requireFine();
    if (length < min) {
      throw BadMessageException.malformed(
          "length of " + name + "=" + length + " outside " + min + ".." + max);
    }
  }

  private void requireFine() throws BadMessageException {
    if (in.fault().isPresent()) {
      throw BadMessageException.of(in.fault().get());
    }
  }
}
