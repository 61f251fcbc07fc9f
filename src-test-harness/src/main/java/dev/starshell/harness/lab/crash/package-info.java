/// Real hosts that die at every step of a sync, and what is there when they are back.
@NullMarked
package dev.starshell.harness.lab.crash;

import org.jspecify.annotations.NullMarked;
