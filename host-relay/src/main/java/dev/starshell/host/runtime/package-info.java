/// Runs commands, spreads notices and writes the log.
@NullMarked
package dev.starshell.host.runtime;

import org.jspecify.annotations.NullMarked;
