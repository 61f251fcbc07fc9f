/// Port: facts that survive a crash.
@NullMarked
package dev.starshell.syncshell.journal;

import org.jspecify.annotations.NullMarked;
