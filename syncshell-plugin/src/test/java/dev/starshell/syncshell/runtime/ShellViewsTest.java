package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.membership.log.LogMember;
import dev.starshell.syncshell.membership.log.Role;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellViewsTest {
  private static final MemberKey ADA = LogOfOne.key(1);
  private static final MemberKey BOB = LogOfOne.key(2);
  private static final String ADAS = MemberKeyText.format(ADA);
  private static final String BEGINNING = ADAS.substring(0, 14);

  /// Bob has given himself the beginning of Ada's key as a name.
  private final List<LogMember> members = List.of(member(BOB, BEGINNING), member(ADA, "Ada"));

  @Test
  void whoCallsItselfLikeAnothersKeyIsNeverMeantForIt() {
    assertThat(ShellViews.meant(BEGINNING, members)).containsExactlyInAnyOrder(ADA, BOB);
    assertThat(ShellViews.meant(ADAS.substring(0, 19), members)).containsExactly(ADA);
    assertThat(ShellViews.meant("ada", members)).containsExactly(ADA);
    assertThat(ShellViews.meant("eve", members)).isEmpty();
  }

  @Test
  void theWholeKeyMeansItsOwnerWhateverOthersAreCalled() {
    // Longer than a name can be, but for spaces and hyphens that do not count.
    String compact = ADAS.replace("-", "");

    assertThat(ShellViews.meant(compact, members)).containsExactly(ADA);
    assertThat(ShellViews.meant(MemberKeyText.format(LogOfOne.key(3)), members)).isEmpty();
  }

  private static LogMember member(MemberKey key, String name) {
    return new LogMember(key, new DisplayName(name), Role.MEMBER, LogOfOne.NOW, Bytes.EMPTY, 0);
  }
}
