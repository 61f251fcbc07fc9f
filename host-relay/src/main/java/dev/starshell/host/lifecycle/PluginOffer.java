package dev.starshell.host.lifecycle;

import dev.starshell.api.PluginDescriptor;

/// A plugin JAR that was found and could be read.
///
/// @param file its file name, for people
public record PluginOffer(String file, PluginDescriptor descriptor) {}
