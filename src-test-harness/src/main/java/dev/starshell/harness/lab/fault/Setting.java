package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Installation;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What a scenario runs with.
///
/// @param folder of its own, empty
/// @param seed of content and of all links
/// @param say shows what happens
record Setting(
    Installation installation, Path folder, long seed, LabOptions options, Consumer<String> say) {}
