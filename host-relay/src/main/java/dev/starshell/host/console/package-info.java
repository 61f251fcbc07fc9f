/// The host's own command line: JLine on a terminal, plain lines otherwise.
@NullMarked
package dev.starshell.host.console;

import org.jspecify.annotations.NullMarked;
