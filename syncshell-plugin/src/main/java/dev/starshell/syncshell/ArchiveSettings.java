package dev.starshell.syncshell;

import dev.starshell.api.settings.Settings;
import dev.starshell.syncshell.quarantine.Treatment;
import dev.starshell.syncshell.quarantine.TypePolicy;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Reads what an admin has decided about types of archives.
final class ArchiveSettings {
  private ArchiveSettings() {}

  static TypePolicy policy(Settings settings) {
    return new TypePolicy(
        treatment(settings, "install.policy.code"),
        treatment(settings, "install.policy.assets"),
        treatment(settings, "install.policy.sealed"),
        rules(settings, "install.policy.families", "family"),
        rules(settings, "install.policy.extensions", "extension"),
        settings.text("install.preflight").equals("refuse"));
  }

  /// Of two rules for the same the stricter counts.
  private static Map<String, Treatment> rules(Settings settings, String list, String key) {
    Map<String, Treatment> rules = new HashMap<>();
    for (Settings rule : settings.sections(list)) {
      String about = rule.text(key).toLowerCase(Locale.ROOT);
      rules.merge(
          about.startsWith(".") ? about.substring(1) : about,
          treatment(rule, "then"),
          Treatment::and);
    }
    return rules;
  }

  private static Treatment treatment(Settings settings, String key) {
    return Treatment.valueOf(settings.text(key).toUpperCase(Locale.ROOT));
  }
}
