/// Tests of the shuttle's decisions.
@NullMarked
package dev.starshell.harness.lab.wire;

import org.jspecify.annotations.NullMarked;
