/// The syncshell plugin: [SyncshellPlugin] wires everything and decides nothing.
@NullMarked
package dev.starshell.syncshell;

import org.jspecify.annotations.NullMarked;
