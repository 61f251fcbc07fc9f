package dev.starshell.syncshell.cbor;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

/// The heads of RFC 8949 §3 in their shortest form (§4.2.1), and the one factory.
final class CborFormat {
  static final int UINT = 0;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;

  /// Arrays in arrays. A manifest has three.
  static final int DEPTH_MAX = 8;

  /// Jackson would keep its buffers in a thread local, and so the plugin's class loader in threads
  /// of the host.
  static final CBORFactory FACTORY =
      CBORFactory.builder()
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          .build();

  private CborFormat() {}

  static int firstByte(int kind, long argument) {
    int low =
        switch (headBytes(argument)) {
          case 1 -> (int) argument;
          case 2 -> 24;
          case 3 -> 25;
          case 5 -> 26;
          default -> 27;
        };
    return (kind << 5) | low;
  }

  static int headBytes(long argument) {
    if (argument < 24) {
      return 1;
    } else if (argument <= 0xff) {
      return 2;
    } else if (argument <= 0xffff) {
      return 3;
    }
    return argument <= 0xffff_ffffL ? 5 : 9;
  }
}
