package dev.starshell.host.lifecycle;

/// Why one plugin JAR is left alone. The others are not touched by it.
///
/// @param file its file name
/// @param id what it calls itself; the file name when it says nothing usable
/// @param code stable, such as `PLUGIN_BROKEN`
/// @param sentence what, where and what to do next
public record PluginRefusal(String file, String id, String code, String sentence) {}
