package dev.starshell.syncshell.carrier.webrtc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class StandInObjectTest {
  @Test
  void isASharedObjectOfTheAskedMachine() {
    for (int machine : new int[] {NativePlatform.ELF_X86_64, NativePlatform.ELF_AARCH64}) {
      ByteBuffer object = object("libpulse.so.0", machine);

      assertThat(object.getInt(0)).isEqualTo(0x464c457f);
      assertThat(object.getShort(16)).isEqualTo((short) 3);
      assertThat(object.getShort(18)).isEqualTo((short) machine);
    }
  }

  @Test
  void carriesItsSonameAndNoSymbol() {
    ByteBuffer object = object("libX11.so.6", NativePlatform.ELF_X86_64);
    long dynamicAt = object.getLong(64 + 56 + 8);
    long strings = 0;
    long soname = 0;
    long hash = 0;
    for (int at = (int) dynamicAt; object.getLong(at) != 0; at += 16) {
      long value = object.getLong(at + 8);
      switch ((int) object.getLong(at)) {
        case 4 -> hash = value;
        case 5 -> strings = value;
        case 14 -> soname = value;
        default -> {}
      }
    }
    byte[] name = new byte["libX11.so.6".length() + 1];
    object.get((int) (strings + soname), name);

    assertThat(new String(name, US_ASCII)).isEqualTo("libX11.so.6\0");
    assertThat(object.getInt((int) hash + 4)).as("symbols, the null one alone").isOne();
  }

  @Test
  void loadsFromTheFirstToTheLastByteOfTheFile() {
    ByteBuffer object = object("libudev.so.1", NativePlatform.ELF_X86_64);

    assertThat(object.getInt(64)).as("PT_LOAD").isOne();
    assertThat(object.getLong(64 + 8)).isZero();
    assertThat(object.getLong(64 + 32)).isEqualTo(object.capacity());
  }

  private static ByteBuffer object(String soname, int machine) {
    return ByteBuffer.wrap(StandInObject.bytes(soname, machine)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
