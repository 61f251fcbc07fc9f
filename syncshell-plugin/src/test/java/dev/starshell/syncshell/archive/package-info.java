/// Tests of what is said about archives, with archives made byte by byte.
@NullMarked
package dev.starshell.syncshell.archive;

import org.jspecify.annotations.NullMarked;
