/// Whole shells in one process: real journal, store, scanner and installer, links in memory.
@NullMarked
package dev.starshell.syncshell.runtime;

import org.jspecify.annotations.NullMarked;
