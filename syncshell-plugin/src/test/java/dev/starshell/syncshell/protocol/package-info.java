/// Tests of the package.
@NullMarked
package dev.starshell.syncshell.protocol;

import org.jspecify.annotations.NullMarked;
