package dev.starshell.syncshell.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HashListTest {
  private static final String HASH = "ab".repeat(32);

  @Test
  void aListNamesItsLibraryItsVersionAndItsFiles() {
    HashList list = HashList.of("# lib 1.2.3: files\n# more\n" + HASH + "  dir/a.so\n");

    assertThat(list.library()).isEqualTo("lib");
    assertThat(list.version()).isEqualTo("1.2.3");
    assertThat(list.names()).containsExactly("dir/a.so");
    assertThat(list.hashOf("dir/a.so")).contains(Digest.fromHex(HASH));
    assertThat(list.hashOf("a.so")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lib 1.2.3: files",
        "# lib: files",
        "# lib 1: x\nabcd  a.so",
        "# lib 1: x\nHASH a.so",
        "# lib 1: x\nHASH  a b",
        "# lib 1: x\nHASH  a\nHASH  a",
      })
  void aListWithAnythingElseInItIsNoList(String text) {
    assertThatThrownBy(() -> HashList.of(text.replace("HASH", HASH)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
