package dev.starshell.syncshell.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.quarantine.Contents.Carries;
import dev.starshell.syncshell.quarantine.Contents.Mod;
import dev.starshell.syncshell.quarantine.Contents.Nature;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContentsCodecTest {
  private static final Contents JAR =
      new Contents(
          Nature.CODE,
          "",
          "",
          12,
          34_567,
          3,
          1,
          2,
          List.of("a/Main.class", "b.dll"),
          List.of(
              new Mod(
                  "fabric",
                  "Fabric mod",
                  Carries.CODE,
                  "lamp",
                  "Lamp",
                  "1.2",
                  List.of("Ada", "Bob"),
                  "lights",
                  "Fabric",
                  List.of("fabric-api >=1", "sodium (optional)")),
              new Mod(
                  "forge",
                  "Forge mod",
                  Carries.SOME_CODE,
                  "",
                  "",
                  "",
                  List.of(),
                  "",
                  "",
                  List.of())));

  @Test
  void whatIsWrittenIsReadAsItWas() {
    for (Contents contents :
        List.of(
            JAR,
            Contents.plain(Nature.SEALED),
            Contents.plain(Nature.ASSETS),
            Contents.unsafe("ARCHIVE_BOMB", "it explodes"))) {
      assertThat(ContentsCodec.read(ContentsCodec.write(contents))).contains(contents);
    }
  }

  @Test
  void whatIsCutShortAtAnyPlaceOrHasMoreIsNotRead() {
    byte[] whole = ContentsCodec.write(JAR).toArray();

    for (int length = 0; length < whole.length; length++) {
      assertThat(ContentsCodec.read(Bytes.copyOf(Arrays.copyOf(whole, length)))).isEmpty();
    }
    assertThat(ContentsCodec.read(Bytes.copyOf(Arrays.copyOf(whole, whole.length + 1)))).isEmpty();
  }

  @Test
  void noChangedByteMakesTheReaderFail() {
    byte[] whole = ContentsCodec.write(JAR).toArray();

    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 << bit);
        var read = ContentsCodec.read(Bytes.copyOf(changed));
        assertThat(read.isEmpty() || !read.get().equals(JAR)).as("byte %d", at).isTrue();
      }
    }
  }

  @Test
  void whatOtherRulesFoundIsNotRead() {
    CborWriter older = new CborWriter().array(11).uint(Contents.RULES + 1L).uint(0);
    older.text("").text("").uint(0).uint(0).uint(0).uint(0).uint(0).array(0).array(0);

    assertThat(ContentsCodec.read(Bytes.copyOf(older.toBytes()))).isEmpty();
  }
}
