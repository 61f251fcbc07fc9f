/// Whole shells of real host processes on loopback.
@NullMarked
package dev.starshell.harness.scenario;

import org.jspecify.annotations.NullMarked;
