/// Measurements between real processes. Each main prints one JSON line.
@NullMarked
package dev.starshell.harness.bench;

import org.jspecify.annotations.NullMarked;
