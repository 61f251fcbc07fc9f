/// The host process: wires config, plugins, commands, console, bridge and relay, and ends them.
@NullMarked
package dev.starshell.host;

import org.jspecify.annotations.NullMarked;
