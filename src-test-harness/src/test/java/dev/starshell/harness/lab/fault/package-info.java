/// Tests of the fault lab.
@NullMarked
package dev.starshell.harness.lab.fault;

import org.jspecify.annotations.NullMarked;
