@NullMarked
package dev.starshell.syncshell.quarantine;

import org.jspecify.annotations.NullMarked;
