@NullMarked
package dev.starshell.harness.bench;

import org.jspecify.annotations.NullMarked;
