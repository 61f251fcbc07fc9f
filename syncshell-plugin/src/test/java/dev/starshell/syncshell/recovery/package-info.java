/// Tests of the decisions about recovery.
@NullMarked
package dev.starshell.syncshell.recovery;

import org.jspecify.annotations.NullMarked;
