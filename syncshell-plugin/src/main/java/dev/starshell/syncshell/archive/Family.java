package dev.starshell.syncshell.archive;

/// Families of mod archives, told by what is in them. Source: docs/ARCHIVES.md, "Families".
public enum Family {
  /// FFXIV, TexTools since version 2.
  TEXTOOLS("TexTools mod pack", false),
  /// FFXIV, TexTools version 1.
  TEXTOOLS_1("TexTools mod pack, old", false),
  /// FFXIV, Penumbra.
  PENUMBRA("Penumbra mod pack", false),
  /// Minecraft, NeoForge.
  NEOFORGE("NeoForge mod", true),
  /// Minecraft, Fabric.
  FABRIC("Fabric mod", true),
  /// Minecraft, Quilt.
  QUILT("Quilt mod", true),
  /// Minecraft, Forge.
  FORGE("Forge mod", true),
  /// Minecraft, Forge up to 1.12.
  FORGE_OLD("Forge mod, old", true),
  /// Minecraft server, Paper.
  PAPER_PLUGIN("Paper plugin", true),
  /// Minecraft server, Bukkit and Spigot.
  BUKKIT_PLUGIN("Bukkit plugin", true),
  /// Minecraft proxy, BungeeCord.
  BUNGEE_PLUGIN("BungeeCord plugin", true),
  /// Minecraft proxy, Velocity.
  VELOCITY_PLUGIN("Velocity plugin", true),
  /// Modrinth's list of mods.
  MODRINTH_PACK("Modrinth pack", false),
  /// CurseForge's list of mods.
  CURSEFORGE_PACK("CurseForge pack", false),
  /// packwiz's list of mods.
  PACKWIZ_PACK("packwiz pack", false),
  /// Minecraft Bedrock.
  BEDROCK_PACK("Bedrock pack", false),
  /// Minecraft textures, sounds and models.
  RESOURCE_PACK("resource pack", false),
  /// Minecraft recipes, loot and worlds.
  DATA_PACK("data pack", false),
  /// Minecraft shaders, which run on the graphics card.
  SHADER_PACK("shader pack", false),
  /// BepInEx games. It has libraries as a rule, which are counted one by one.
  THUNDERSTORE("Thunderstore package", false),
  /// Stardew Valley.
  SMAPI("SMAPI mod", false),
  /// Factorio. Its mods are Lua.
  FACTORIO("Factorio mod", true),
  /// RimWorld.
  RIMWORLD("RimWorld mod", false),
  /// Vintage Story.
  VINTAGE_STORY("Vintage Story mod", false),
  /// Kerbal Space Program 2.
  SPACEWARP("SpaceWarp mod", true),
  /// Skyrim, Fallout and others, with install steps.
  FOMOD("FOMOD package", false),
  /// Java classes with no description that is known.
  JAVA_ARCHIVE("Java archive", true),
  /// Anything else.
  PLAIN_ZIP("ZIP archive", false);

  private final String label;
  private final boolean runs;

  Family(String label, boolean runs) {
    this.label = label;
    this.runs = runs;
  }

  /// What people call it.
  public String label() {
    return label;
  }

  /// Whether each of the family is code, whatever its entries are called.
  public boolean runs() {
    return runs;
  }
}
