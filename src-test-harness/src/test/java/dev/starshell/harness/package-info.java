/// What holds for the harness as a whole.
@NullMarked
package dev.starshell.harness;

import org.jspecify.annotations.NullMarked;
