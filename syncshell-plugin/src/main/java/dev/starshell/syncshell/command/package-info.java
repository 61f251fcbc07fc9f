/// The `sync` commands: words in, lines and data out. They decide nothing.
@NullMarked
package dev.starshell.syncshell.command;

import org.jspecify.annotations.NullMarked;
