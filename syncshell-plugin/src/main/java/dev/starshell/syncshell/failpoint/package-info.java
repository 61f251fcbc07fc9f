/// Port: places where a test may end the process, to see what is left.
@NullMarked
package dev.starshell.syncshell.failpoint;

import org.jspecify.annotations.NullMarked;
