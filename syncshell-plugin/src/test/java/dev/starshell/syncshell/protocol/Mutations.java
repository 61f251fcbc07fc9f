package dev.starshell.syncshell.protocol;

import java.util.Arrays;
import java.util.Random;

/// Damages bytes in the ways that find mistakes in decoders.
final class Mutations {
  private Mutations() {}

  static byte[] mutate(byte[] source, Random random) {
    byte[] bytes = source.clone();
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      if (bytes.length == 0) {
        return bytes;
      }
      int at = random.nextInt(Math.min(bytes.length, 200));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
        default -> {
          byte[] spliced = new byte[bytes.length + 1];
          System.arraycopy(bytes, 0, spliced, 0, at);
          spliced[at] = (byte) random.nextInt(256);
          System.arraycopy(bytes, at, spliced, at + 1, bytes.length - at);
          bytes = spliced;
        }
      }
    }
    return bytes;
  }
}
