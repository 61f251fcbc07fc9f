/// Finds plugin JARs, loads each with a class loader of its own, and takes it away again.
@NullMarked
package dev.starshell.host.plugins;

import org.jspecify.annotations.NullMarked;
