/// Tests of the package.
@NullMarked
package dev.starshell.syncshell.schedule;

import org.jspecify.annotations.NullMarked;
