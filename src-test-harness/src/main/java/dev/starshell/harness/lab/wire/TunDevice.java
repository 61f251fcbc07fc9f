package dev.starshell.harness.lab.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A network device whose other end is this program: what the system sends on it is read here, and
/// what is written here arrives from it. It is in the namespace of the thread that opened it, and
/// goes when it is closed.
///
/// Thread: any for [#read] and [#write], each with its own [Posix].
///
/// @param name as `ip link` lists it
/// @param descriptor of the open device
record TunDevice(String name, int descriptor) {
  private static final long TUNSETIFF = 0x400454caL;
  private static final short IFF_TUN = 1;
  private static final short IFF_NO_PI = 0x1000;
  private static final int REQUEST_BYTES = 40;
  private static final int NAME_BYTES_MAX = 15;

  /// Makes a device that carries IP packets, without a header before them.
  static TunDevice open(String name) throws IOException {
    if (name.length() > NAME_BYTES_MAX) {
      throw new IllegalArgumentException("name=" + name + " longer than " + NAME_BYTES_MAX);
    }
    try (Posix posix = new Posix();
        Arena arena = Arena.ofConfined()) {
      int descriptor = posix.open("/dev/net/tun", Posix.READ_WRITE | Posix.NON_BLOCKING);
      MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
      for (int i = 0; i < name.length(); i++) {
        request.set(JAVA_BYTE, i, (byte) name.charAt(i));
      }
      request.set(JAVA_SHORT, 16, (short) (IFF_TUN | IFF_NO_PI));
      try {
        posix.control(descriptor, TUNSETIFF, request);
      } catch (IOException e) {
        posix.close(descriptor);
        throw e;
      }
      return new TunDevice(name, descriptor);
    }
  }

  /// Reads one packet, or waits for so long that there is one.
  ///
  /// @return its size; 0 if none came
  int read(Posix posix, MemorySegment into, int waitMillis) throws IOException {
    int sizeBytes = posix.read(descriptor, into);
    if (sizeBytes == 0) {
      posix.await(descriptor, waitMillis);
      sizeBytes = posix.read(descriptor, into);
    }
    return sizeBytes;
  }

  /// Hands one packet to the system.
  ///
  /// @return whether it was taken
  boolean write(Posix posix, MemorySegment packet, int sizeBytes) throws IOException {
    return posix.write(descriptor, packet, sizeBytes);
  }

  /// Closes it; it goes.
  TunDevice closed() throws IOException {
    try (Posix posix = new Posix()) {
      posix.close(descriptor);
    }
    return this;
  }
}
