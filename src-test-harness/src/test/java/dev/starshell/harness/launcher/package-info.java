/// The launcher script and the JARs it starts, as a stranger uses them.
@NullMarked
package dev.starshell.harness.launcher;

import org.jspecify.annotations.NullMarked;
