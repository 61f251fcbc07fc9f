package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.quarantine.Contents.Carries;
import java.util.Locale;

/// Families of mod archives, told by what is in them. Source: docs/ARCHIVES.md, "Families".
public enum Family {
  /// FFXIV, TexTools since version 2.
  TEXTOOLS("TexTools mod pack", Carries.NO_CODE),
  /// FFXIV, TexTools version 1.
  TEXTOOLS_1("TexTools mod pack, old", Carries.NO_CODE),
  /// FFXIV, Penumbra.
  PENUMBRA("Penumbra mod pack", Carries.NO_CODE),
  /// Minecraft, NeoForge.
  NEOFORGE("NeoForge mod", Carries.CODE),
  /// Minecraft, Fabric.
  FABRIC("Fabric mod", Carries.CODE),
  /// Minecraft, Quilt.
  QUILT("Quilt mod", Carries.CODE),
  /// Minecraft, Forge.
  FORGE("Forge mod", Carries.CODE),
  /// Minecraft, Forge up to 1.12.
  FORGE_OLD("Forge mod, old", Carries.CODE),
  /// Minecraft server, Paper.
  PAPER_PLUGIN("Paper plugin", Carries.CODE),
  /// Minecraft server, Bukkit and Spigot.
  BUKKIT_PLUGIN("Bukkit plugin", Carries.CODE),
  /// Minecraft proxy, BungeeCord.
  BUNGEE_PLUGIN("BungeeCord plugin", Carries.CODE),
  /// Minecraft proxy, Velocity.
  VELOCITY_PLUGIN("Velocity plugin", Carries.CODE),
  /// Modrinth's list of mods.
  MODRINTH_PACK("Modrinth pack", Carries.SOME_CODE),
  /// CurseForge's list of mods.
  CURSEFORGE_PACK("CurseForge pack", Carries.SOME_CODE),
  /// packwiz's list of mods.
  PACKWIZ_PACK("packwiz pack", Carries.SOME_CODE),
  /// Minecraft Bedrock.
  BEDROCK_PACK("Bedrock pack", Carries.SOME_CODE),
  /// Minecraft textures, sounds and models.
  RESOURCE_PACK("resource pack", Carries.NO_CODE),
  /// Minecraft recipes, loot and worlds.
  DATA_PACK("data pack", Carries.NO_CODE),
  /// Minecraft shaders, which run on the graphics card.
  SHADER_PACK("shader pack", Carries.NO_CODE),
  /// BepInEx games. It has libraries as a rule, which are counted one by one.
  THUNDERSTORE("Thunderstore package", Carries.SOME_CODE),
  /// Stardew Valley.
  SMAPI("SMAPI mod", Carries.SOME_CODE),
  /// Factorio. Its mods are Lua.
  FACTORIO("Factorio mod", Carries.CODE),
  /// RimWorld.
  RIMWORLD("RimWorld mod", Carries.SOME_CODE),
  /// Vintage Story.
  VINTAGE_STORY("Vintage Story mod", Carries.SOME_CODE),
  /// Kerbal Space Program 2.
  SPACEWARP("SpaceWarp mod", Carries.CODE),
  /// Skyrim, Fallout and others, with install steps.
  FOMOD("FOMOD package", Carries.SOME_CODE),
  /// Java classes with no description that is known.
  JAVA_ARCHIVE("Java archive", Carries.CODE),
  /// Anything else.
  PLAIN_ZIP("ZIP archive", Carries.NO_CODE);

  private final String label;
  private final Carries carries;

  Family(String label, Carries carries) {
    this.label = label;
    this.carries = carries;
  }

  /// How the settings name it.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What people call it.
  public String label() {
    return label;
  }

  /// Whether each of the family is code, whatever its entries are called.
  public boolean runs() {
    return carries == Carries.CODE;
  }

  /// Whether archives of the family have code.
  public Carries carries() {
    return carries;
  }
}
