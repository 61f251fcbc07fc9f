@NullMarked
package dev.starshell.syncshell.failpoint;

import org.jspecify.annotations.NullMarked;
