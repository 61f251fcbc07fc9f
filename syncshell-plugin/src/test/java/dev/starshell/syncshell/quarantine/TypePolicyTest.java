package dev.starshell.syncshell.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.quarantine.Contents.Carries;
import dev.starshell.syncshell.quarantine.Contents.Mod;
import dev.starshell.syncshell.quarantine.Contents.Nature;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TypePolicyTest {
  private static final Mod FABRIC = mod("fabric", Carries.CODE);
  private static final Mod FORGE = mod("forge", Carries.CODE);
  private static final Mod SMAPI = mod("smapi", Carries.SOME_CODE);
  private static final Mod TEXTURES = mod("resource-pack", Carries.NO_CODE);

  private static Mod mod(String family, Carries carries) {
    return new Mod(family, family, carries, "", "", "", List.of(), "", "", List.of());
  }

  private static Contents archive(Nature nature, Mod... mods) {
    return new Contents(nature, "", "", 1, 1, 0, 0, 0, List.of(), List.of(mods));
  }

  private static TypePolicy families(Treatment assets, Map<String, Treatment> families) {
    return new TypePolicy(Treatment.HOLD, assets, Treatment.HOLD, families, Map.of(), true);
  }

  private static Ruling rule(TypePolicy policy, Contents contents) {
    return policy.ruling(contents, "a.zip", false);
  }

  @Test
  void byDefaultAssetsAreInstalledAndCodeAndSealedArchivesAreHeld() {
    assertThat(rule(TypePolicy.DEFAULT, archive(Nature.ASSETS, TEXTURES)))
        .isEqualTo(Ruling.INSTALL);
    assertThat(rule(TypePolicy.DEFAULT, Contents.plain(Nature.ASSETS))).isEqualTo(Ruling.INSTALL);
    assertThat(rule(TypePolicy.DEFAULT, archive(Nature.CODE, FABRIC)))
        .isEqualTo(Ruling.of(Treatment.HOLD, Cause.EXECUTABLE_BLOCKED));
    assertThat(rule(TypePolicy.DEFAULT, Contents.plain(Nature.CODE)))
        .isEqualTo(Ruling.of(Treatment.HOLD, Cause.EXECUTABLE_BLOCKED));
    assertThat(rule(TypePolicy.DEFAULT, Contents.plain(Nature.SEALED)))
        .isEqualTo(Ruling.of(Treatment.HOLD, Cause.ARCHIVE_SEALED));
  }

  @Test
  void aNameMakesAFileCodeAndNoNameMakesCodeHarmless() {
    Contents data = Contents.plain(Nature.ASSETS);

    assertThat(TypePolicy.DEFAULT.ruling(data, "run.lua", true).cause())
        .isEqualTo(Cause.EXECUTABLE_BLOCKED);
    assertThat(TypePolicy.DEFAULT.ruling(archive(Nature.CODE, FABRIC), "a.png", false).treatment())
        .isEqualTo(Treatment.HOLD);
  }

  @Test
  void aFamilysOwnRuleCountsInPlaceOfTheGeneralOne() {
    TypePolicy policy =
        families(
            Treatment.INSTALL,
            Map.of(
                "fabric", Treatment.INSTALL,
                "resource-pack", Treatment.HOLD,
                "smapi", Treatment.INSTALL));

    assertThat(rule(policy, archive(Nature.CODE, FABRIC))).isEqualTo(Ruling.INSTALL);
    assertThat(rule(policy, archive(Nature.CODE, SMAPI))).isEqualTo(Ruling.INSTALL);
    assertThat(rule(policy, archive(Nature.ASSETS, TEXTURES)))
        .isEqualTo(Ruling.of(Treatment.HOLD, Cause.TYPE_HELD));
    assertThat(rule(policy, archive(Nature.CODE, FORGE)).treatment()).isEqualTo(Treatment.HOLD);
  }

  @Test
  void codeBesideADescriptionOfAssetsIsNotCoveredByItsRule() {
    TypePolicy policy = families(Treatment.HOLD, Map.of("resource-pack", Treatment.INSTALL));

    assertThat(rule(policy, archive(Nature.ASSETS, TEXTURES))).isEqualTo(Ruling.INSTALL);
    assertThat(rule(policy, archive(Nature.CODE, TEXTURES)).cause())
        .isEqualTo(Cause.EXECUTABLE_BLOCKED);
  }

  @Test
  void ofSeveralFamiliesTheStrictestRuleCounts() {
    TypePolicy policy =
        families(Treatment.INSTALL, Map.of("fabric", Treatment.INSTALL, "forge", Treatment.REFUSE));

    assertThat(rule(policy, archive(Nature.CODE, FABRIC, FORGE)))
        .isEqualTo(Ruling.of(Treatment.REFUSE, Cause.TYPE_REFUSED));
    assertThat(rule(policy, archive(Nature.CODE, FABRIC, mod("quilt", Carries.CODE))).treatment())
        .isEqualTo(Treatment.HOLD);
  }

  @Test
  void endsOfNamesCanOnlyMakeStricter() {
    TypePolicy policy =
        new TypePolicy(
            Treatment.INSTALL,
            Treatment.INSTALL,
            Treatment.INSTALL,
            Map.of(),
            Map.of("exe", Treatment.REFUSE, "tar.gz", Treatment.HOLD),
            true);
    Contents data = Contents.plain(Nature.ASSETS);

    assertThat(policy.ruling(data, "mods/Tool.EXE", true).cause()).isEqualTo(Cause.TYPE_REFUSED);
    assertThat(policy.ruling(data, "a.tar.gz", false).cause()).isEqualTo(Cause.TYPE_HELD);
    assertThat(policy.ruling(data, "a.gz", false)).isEqualTo(Ruling.INSTALL);
    assertThat(policy.ruling(data, "a.zip", false)).isEqualTo(Ruling.INSTALL);
  }

  @Test
  void anUnsafeArchiveIsRefusedOrCountsAsCodeWhateverElseIsSaid() {
    Contents unsafe = Contents.unsafe("ARCHIVE_BOMB", "it explodes");
    TypePolicy open =
        new TypePolicy(
            Treatment.INSTALL, Treatment.INSTALL, Treatment.INSTALL, Map.of(), Map.of(), true);
    TypePolicy lenient =
        new TypePolicy(
            Treatment.HOLD, Treatment.INSTALL, Treatment.INSTALL, Map.of(), Map.of(), false);

    assertThat(rule(open, unsafe))
        .isEqualTo(
            new Ruling(Treatment.REFUSE, Cause.ARCHIVE_REFUSED, "it explodes [ARCHIVE_BOMB]"));
    assertThat(rule(lenient, unsafe).treatment()).isEqualTo(Treatment.HOLD);
  }

  @Test
  void everyTreatmentOfCodeIsCarriedOut() {
    Stream.of(Treatment.values())
        .forEach(code -> {
          TypePolicy policy =
              new TypePolicy(code, Treatment.INSTALL, Treatment.INSTALL, Map.of(), Map.of(), true);

          assertThat(rule(policy, archive(Nature.CODE, FABRIC)).treatment()).isEqualTo(code);
        });
  }
}
