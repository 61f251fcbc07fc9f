/// What every fuzz target shares.
@NullMarked
package dev.starshell.syncshell.fuzz;

import org.jspecify.annotations.NullMarked;
