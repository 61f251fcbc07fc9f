/// The commands that a plugin adds to the host's one command tree.
@NullMarked
package dev.starshell.api.command;

import org.jspecify.annotations.NullMarked;
