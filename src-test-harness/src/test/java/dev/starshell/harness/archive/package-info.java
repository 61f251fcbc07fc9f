/// Generated archives and their changes.
@NullMarked
package dev.starshell.harness.archive;

import org.jspecify.annotations.NullMarked;
