package dev.starshell.syncshell.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.archive.ModDescription.Dependency;
import dev.starshell.syncshell.archive.ModDescription.Need;
import dev.starshell.syncshell.archive.Verdict.Clean;
import dev.starshell.syncshell.archive.Verdict.Refused;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FamiliesTest {
  private static List<ModDescription> all(RawZip zip) throws IOException {
    Verdict verdict = new Preflight(ArchiveLimits.DEFAULT).examine(new MemorySource(zip.bytes()));
    assertThat(verdict).as(verdict.toString()).isInstanceOf(Clean.class);
    return ((Clean) verdict).summary().contents();
  }

  private static ModDescription one(RawZip zip) throws IOException {
    List<ModDescription> all = all(zip);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static ModDescription file(String name, String text) throws IOException {
    return one(new RawZip().stored(name, text));
  }

  private static RawZip texTools(String list) {
    return new RawZip().stored("TTMPL.mpl", list).stored("TTMPD.mpd", "0123456789");
  }

  @Test
  void texToolsPacksAreKnownByBothFiles() throws IOException {
    ModDescription pack =
        one(
            texTools(
                """
                {"TTMPVersion":"1.3w","Name":"Hair","Author":"Ada","Version":"1.0",
                 "Description":"d","SimpleModsList":[{"Name":"x","ModOffset":0,"ModSize":10}]}\
                """));

    assertThat(pack.family()).isEqualTo(Family.TEXTOOLS);
    assertThat(pack.name()).isEqualTo("Hair");
    assertThat(pack.authors()).containsExactly("Ada");
    assertThat(pack.loader()).isEqualTo("TexTools format 1.3w");
    assertThat(one(texTools("{\"Name\":\"a\",\"ModOffset\":1,\"ModSize\":2}\n{}")).family())
        .isEqualTo(Family.TEXTOOLS_1);
  }

  @Test
  void listsThatLeadOutOfThePackAreRefused() throws IOException {
    List<RawZip> bad =
        List.of(
            texTools(
                "{\"TTMPVersion\":\"1\",\"SimpleModsList\":[{\"ModOffset\":5,\"ModSize\":6}]}"),
            texTools(
                "{\"TTMPVersion\":\"1\",\"SimpleModsList\":[{\"ModOffset\":-1,\"ModSize\":1}]}"),
            texTools(
                """
                {"TTMPVersion":"1","ModPackPages":[{"ModGroups":[{"OptionList":[
                 {"ModsJsons":[{"ModOffset":1e30,"ModSize":1}]}]}]}]}\
                """),
            penumbra("..\\\\..\\\\x.dll"),
            penumbra("a/../../x"),
            penumbra("C:/x"));

    for (RawZip zip : bad) {
      assertThat(new Preflight(ArchiveLimits.DEFAULT).examine(new MemorySource(zip.bytes())))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.rule()).isEqualTo(ArchiveRule.PACK_LEADS_OUT));
    }
  }

  @Test
  void everyListOfAPackIsCheckedHoweverManyAndLarge() throws IOException {
    RawZip many = penumbra("x");
    for (int i = 100; i < 300; i++) {
      many.stored("pack/group_" + i + ".json", "{}");
    }
    many.stored("pack/group_999.json", "{\"Options\":[{\"Files\":{\"a\":\"../x\"}}]}");
    RawZip large = penumbra("x").stored("pack/group_1.json", " ".repeat((16 << 20) + 1));

    assertThat(new Preflight(ArchiveLimits.DEFAULT).examine(new MemorySource(many.bytes())))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.rule()).isEqualTo(ArchiveRule.PACK_LEADS_OUT));
    assertThat(new Preflight(ArchiveLimits.DEFAULT).examine(new MemorySource(large.bytes())))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.rule()).isEqualTo(ArchiveRule.LIST_SIZE));
  }

  private static RawZip penumbra(String target) {
    return new RawZip()
        .stored(
            "pack/meta.json",
            "\uFEFF{\"FileVersion\":3,\"Name\":\"Coat\",\"Author\":\"A, B\","
                + "\"Version\":\"2\"}")
        .stored("pack/default_mod.json", "{\"Files\":{\"chara/x.tex\":\"" + target + "\"}}");
  }

  @Test
  void penumbraPacksMayLieInOneFolder() throws IOException {
    ModDescription pack = one(penumbra("files\\\\x.tex"));

    assertThat(pack.family()).isEqualTo(Family.PENUMBRA);
    assertThat(pack.name()).isEqualTo("Coat");
    assertThat(pack.authors()).containsExactly("A", "B");
    assertThat(pack.version()).isEqualTo("2");
  }

  @Test
  void aJarForSeveralLoadersIsAllOfThem() throws IOException {
    RawZip jar =
        new RawZip()
            .stored("META-INF/MANIFEST.MF", "Implementation-Version: 4.2\r\n\r\n")
            .stored(
                "fabric.mod.json",
                """
                {"schemaVersion":1,"id":"lamp","version":"1.2","name":"Lamp","authors":
                 ["Ada",{"name":"Bob"}],"depends":{"fabricloader":">=0.15","lib":["1","2"]},
                 "breaks":{"dark":"*"}}\
                """)
            .stored(
                "META-INF/neoforge.mods.toml",
                """
                modLoader="javafml"
                loaderVersion="[4,)"
                [[mods]]
                modId="lamp"
                version="${file.jarVersion}"
                displayName="Lamp N"
                description='''
                Two
                lines'''
                [[dependencies.lamp]]
                modId="neoforge"
                type="required"
                versionRange="[21,)"
                [[dependencies.lamp]]
                modId="dark"
                type="incompatible"
                """)
            .stored(
                "META-INF/mods.toml",
                """
                modLoader="javafml"
                loaderVersion="[47,)"
                [[mods]]
                modId="lamp"
                version="1.0"
                authors="Ada, Bob"
                [[dependencies.lamp]]
                    modId="jei"
                    mandatory=false
                    versionRange=""
                """)
            .stored("quilt.mod.json", "{\"quilt_loader\":{\"id\":\"lamp\",\"version\":\"9\"}}")
            .stored("pack.mcmeta", "{\"pack\":{\"pack_format\":15}}");

    List<ModDescription> found = all(jar);

    assertThat(found)
        .extracting(ModDescription::family)
        .containsExactly(Family.NEOFORGE, Family.FABRIC, Family.QUILT, Family.FORGE);
    assertThat(found.get(0).version()).isEqualTo("4.2");
    assertThat(found.get(0).about()).isEqualTo("Two lines");
    assertThat(found.get(0).loader()).isEqualTo("javafml [4,)");
    assertThat(found.get(0).dependencies())
        .containsExactly(
            new Dependency("neoforge", "[21,)", Need.REQUIRED),
            new Dependency("dark", "", Need.INCOMPATIBLE));
    assertThat(found.get(1).authors()).containsExactly("Ada", "Bob");
    assertThat(found.get(1).dependencies())
        .containsExactly(
            new Dependency("fabricloader", ">=0.15", Need.REQUIRED),
            new Dependency("lib", "1, 2", Need.REQUIRED),
            new Dependency("dark", "*", Need.INCOMPATIBLE));
    assertThat(found.get(3).dependencies())
        .containsExactly(new Dependency("jei", "", Need.OPTIONAL));
  }

  @Test
  void olderModsAndPluginsAreKnown() throws IOException {
    ModDescription old =
        file("mcmod.info", "[{\"modid\":\"a\",\"name\":\"A\",\"description\":\"x\ny\"}]");
    ModDescription plugin =
        file(
            "plugin.yml",
            "name: Gate # it\nversion: '1.0'\nmain: a.B\napi-version: 1.20\n"
                + "depend: [Vault, \"Lib\"]\nsoftdepend:\n  - Map\ncommands:\n  gate:\n    usage: x\n");
    ModDescription velocity =
        file(
            "velocity-plugin.json",
            "{\"id\":\"v\",\"dependencies\":[{\"id\":\"x\"," + "\"optional\":true}]}");

    assertThat(old.family()).isEqualTo(Family.FORGE_OLD);
    assertThat(old.about()).isEqualTo("x y");
    assertThat(plugin.family()).isEqualTo(Family.BUKKIT_PLUGIN);
    assertThat(plugin.name()).isEqualTo("Gate");
    assertThat(plugin.version()).isEqualTo("1.0");
    assertThat(plugin.dependencies())
        .containsExactly(
            new Dependency("Vault", "", Need.REQUIRED),
            new Dependency("Lib", "", Need.REQUIRED),
            new Dependency("Map", "", Need.OPTIONAL));
    assertThat(velocity.dependencies()).containsExactly(new Dependency("x", "", Need.OPTIONAL));
  }

  @Test
  void fourKindsOfManifestAreToldApartByTheirKeys() throws IOException {
    String file = "manifest.json";

    assertThat(
            file(
                file,
                "{\"manifestType\":\"minecraftModpack\",\"name\":\"P\",\"minecraft\":"
                    + "{\"version\":\"1.20\"}}"))
        .extracting(ModDescription::family, ModDescription::loader)
        .containsExactly(Family.CURSEFORGE_PACK, "Minecraft 1.20");
    assertThat(file(file, "{\"format_version\":2,\"header\":{\"name\":\"B\",\"version\":[1,2,3]}}"))
        .extracting(ModDescription::family, ModDescription::version)
        .containsExactly(Family.BEDROCK_PACK, "1.2.3");
    assertThat(
            file(
                file, "{\"name\":\"T\",\"version_number\":\"1.0.0\",\"dependencies\":[\"a-b-1\"]}"))
        .extracting(ModDescription::family, mod -> mod.dependencies().getFirst().id())
        .containsExactly(Family.THUNDERSTORE, "a-b-1");
    assertThat(file("Mod/" + file, "{ // said so\n \"UniqueID\":\"a.b\",\"Name\":\"S\",}"))
        .extracting(ModDescription::family, ModDescription::id)
        .containsExactly(Family.SMAPI, "a.b");
  }

  @Test
  void packsOfDataAndListsAreKnown() throws IOException {
    RawZip resources =
        new RawZip()
            .stored(
                "pack.mcmeta",
                "{\"pack\":{\"description\":[{\"text\":\"§aBlue\"},\" sky\"],"
                    + "\"min_format\":[65,1],\"max_format\":70}}")
            .stored("assets/x.png", "x");
    RawZip data =
        new RawZip().stored("pack.mcmeta", "{\"pack\":{\"pack_format\":9}}").stored("data/x", "x");

    assertThat(one(resources))
        .extracting(ModDescription::family, ModDescription::about, ModDescription::loader)
        .containsExactly(Family.RESOURCE_PACK, "Blue sky", "pack format 65.1 to 70");
    assertThat(one(data).family()).isEqualTo(Family.DATA_PACK);
    assertThat(file("shaders/a.fsh", "x").family()).isEqualTo(Family.SHADER_PACK);
    assertThat(file("modrinth.index.json", "{\"formatVersion\":1,\"name\":\"M\"}").family())
        .isEqualTo(Family.MODRINTH_PACK);
    assertThat(file("p/pack.toml", "name='P'\npack-format='packwiz:1'").name()).isEqualTo("P");
  }

  @Test
  void otherGamesAreKnown() throws IOException {
    ModDescription factorio =
        file(
            "f_1/info.json",
            "{\"name\":\"f\",\"title\":\"F\",\"factorio_version\":\"2.0\","
                + "\"dependencies\":[\"base >= 2.0\",\"? map\",\"! bad\"]}");

    assertThat(factorio.dependencies())
        .containsExactly(
            new Dependency("base", ">= 2.0", Need.REQUIRED),
            new Dependency("map", "", Need.OPTIONAL),
            new Dependency("bad", "", Need.INCOMPATIBLE));
    assertThat(
            file(
                "r/About/about.xml",
                "<ModMetaData><name>R</name><packageId>a.r</packageId>"
                    + "<supportedVersions><li>1.5</li></supportedVersions></ModMetaData>"))
        .extracting(ModDescription::family, ModDescription::name, ModDescription::loader)
        .containsExactly(Family.RIMWORLD, "R", "RimWorld 1.5");
    assertThat(
            file("modinfo.json", "{type:'code',\"modid\":\"v\",\"dependencies\":{\"game\":\"1\"}}"))
        .extracting(ModDescription::family, ModDescription::id)
        .containsExactly(Family.VINTAGE_STORY, "v");
    assertThat(file("x/swinfo.json", "{\"mod_id\":\"k\"}").family()).isEqualTo(Family.SPACEWARP);
    assertThat(file("fomod/info.xml", "<fomod><Name>Sky</Name></fomod>").name()).isEqualTo("Sky");
    assertThat(file("a.class", "x").family()).isEqualTo(Family.JAVA_ARCHIVE);
  }

  @Test
  void whatADescriptionSaysIsCutCleanedAndNeverFollowed() throws IOException {
    ModDescription mod =
        file(
            "fabric.mod.json",
            "{\"id\":\"\\u001b[31mred\\u202e\",\"name\":\""
                + "n".repeat(9_999)
                + "\",\"depends\":{"
                + "\"a\":\"b\",".repeat(0)
                + "\"z\":\"1\"}}");
    ModDescription entity =
        file(
            "fomod/info.xml",
            "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                + "<fomod><Name>&e;</Name></fomod>");

    assertThat(mod.id()).isEqualTo("[31mred");
    assertThat(mod.name().codePointCount(0, mod.name().length())).isEqualTo(80);
    assertThat(entity.name()).isEmpty();
  }

  @Test
  void brokenDescriptionsLeaveTheKindAndNothingElse() throws IOException {
    for (String broken :
        List.of(
            "", "{", "[".repeat(100_000), "null", "[[[]]]", "{\"mods\":7}", "\0\0", "a.b.c=1")) {
      assertThat(file("fabric.mod.json", broken).family()).isEqualTo(Family.FABRIC);
      assertThat(file("META-INF/mods.toml", broken).family()).isEqualTo(Family.FORGE);
      assertThat(file("mcmod.info", broken).family()).isEqualTo(Family.FORGE_OLD);
      assertThat(all(new RawZip().stored("plugin.yml", broken).stored("About/About.xml", broken)))
          .isNotEmpty();
    }
  }
}
