package dev.starshell.syncshell.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.starshell.syncshell.cbor.CborReader.Fault.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class CborTest {
  private static final long[] EDGES = {
    0, 23, 24, 255, 256, 65_535, 65_536, 0xffff_ffffL, 0x1_0000_0000L, Long.MAX_VALUE
  };

  @Test
  void whatIsWrittenComesBack() {
    CborWriter out = new CborWriter().array(3).bytes(new byte[300]).text("Zoë 😀").array(0);
    for (long edge : EDGES) {
      out.uint(edge);
    }

    CborReader in = new CborReader(out.toBytes());

    in.record("all", 3);
    assertThat(in.bytes("bytes", 300)).hasSize(300);
    assertThat(in.text("text", 100)).isEqualTo("Zoë 😀");
    assertThat(in.array("none", 5)).isZero();
    for (long edge : EDGES) {
      assertThat(in.uint("edge", Long.MAX_VALUE)).isEqualTo(edge);
    }
    in.end();
    assertThat(in.fault()).isEmpty();
  }

  @Test
  void anotherLibraryReadsTheSame() throws IOException {
    CborWriter out = new CborWriter().array(EDGES.length + 2).text("Zoë").bytes(new byte[] {1, 2});
    for (long edge : EDGES) {
      out.uint(edge);
    }

    try (JsonParser parser = new CBORFactory().createParser(out.toBytes())) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
      assertThat(parser.nextTextValue()).isEqualTo("Zoë");
      parser.nextToken();
      assertThat(parser.getBinaryValue()).containsExactly(1, 2);
      for (long edge : EDGES) {
        assertThat(parser.nextLongValue(-1)).isEqualTo(edge);
      }
      assertThat(parser.nextToken()).isEqualTo(JsonToken.END_ARRAY);
      assertThat(parser.nextToken()).isNull();
    }
  }

  @Test
  void everyCutIsAFaultAndNeverThrows() {
    byte[] whole = new CborWriter().array(2).bytes(new byte[30]).uint(70_000).toBytes();

    for (int length = 0; length < whole.length; length++) {
      CborReader in = new CborReader(Arrays.copyOf(whole, length));
      in.record("all", 2);
      in.bytesExactly("bytes", 30);
      in.uint("number", 70_000);
      in.end();
      assertThat(in.fault()).as("length %d", length).isPresent();
    }
  }

  @Test
  void trailingBytesAreAFault() {
    CborReader in = new CborReader(new byte[] {1, 1});
    in.uint("one", 5);
    in.end();

    assertThat(in.fault()).get().extracting(CborReader.Fault::detail).isEqualTo("1 trailing bytes");
  }

  @Test
  void onlyTheShortestFormIsTaken() {
    // 23 in one byte more, 255 in two, indefinite, negative, tag, map, float, reserved.
    for (String hex :
        new String[] {
          "1817",
          "1900ff",
          "1a0000ffff",
          "1b00000000ffffffff",
          "1f",
          "20",
          "c001",
          "a0",
          "f90000",
          "1c",
          "ff"
        }) {
      CborReader in = new CborReader(HexFormat.of().parseHex(hex));
      in.uint("number", Long.MAX_VALUE);
      assertThat(in.fault()).as(hex).isPresent();
      assertThat(in.fault().get().kind()).as(hex).isNotEqualTo(Kind.OVER_LIMIT);
    }
  }

  @Test
  void aClaimedLengthIsCheckedBeforeAnythingIsMade() {
    CborReader huge = new CborReader(HexFormat.of().parseHex("5b7fffffffffffffff"));
    CborReader negative = new CborReader(HexFormat.of().parseHex("9bffffffffffffffff"));
    CborReader lying = new CborReader(HexFormat.of().parseHex("5a0fffffff"));

    huge.bytes("huge", 1000);
    negative.array("negative", 1000);
    lying.bytes("lying", Integer.MAX_VALUE);

    assertThat(huge.fault()).get().extracting(CborReader.Fault::kind).isEqualTo(Kind.MALFORMED);
    assertThat(negative.fault()).get().extracting(CborReader.Fault::kind).isEqualTo(Kind.MALFORMED);
    assertThat(lying.fault()).get().extracting(CborReader.Fault::kind).isEqualTo(Kind.CUT);
  }

  @Test
  void brokenTextIsAFault() {
    for (String hex : new String[] {"61ff", "62c0af", "63eda080", "61c3"}) {
      CborReader in = new CborReader(HexFormat.of().parseHex(hex));
      assertThat(in.text("text", 10)).isEmpty();
      assertThat(in.isFine()).as(hex).isFalse();
    }
  }
}
