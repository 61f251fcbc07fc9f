@NullMarked
package dev.starshell.harness.lab.crash;

import org.jspecify.annotations.NullMarked;
