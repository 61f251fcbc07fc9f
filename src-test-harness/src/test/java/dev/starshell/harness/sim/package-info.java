/// Tests of the simulator, and by it.
@NullMarked
package dev.starshell.harness.sim;

import org.jspecify.annotations.NullMarked;
