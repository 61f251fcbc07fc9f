/// What every fuzz target shares.
@NullMarked
package dev.starshell.host.fuzz;

import org.jspecify.annotations.NullMarked;
