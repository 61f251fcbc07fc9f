package dev.starshell.host.plugins;

import dev.starshell.host.lifecycle.PluginRefusal;
import java.util.List;

/// What a look into the plugin folder found.
///
/// @param jars in order of file names; two may still have one id
/// @param refusals JARs that cannot be used, one entry for each mistake
public record PluginFinds(List<PluginJar> jars, List<PluginRefusal> refusals) {
  public PluginFinds {
    jars = List.copyOf(jars);
    refusals = List.copyOf(refusals);
  }
}
