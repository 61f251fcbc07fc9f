/// Tests of the package.
@NullMarked
package dev.starshell.syncshell.transfer;

import org.jspecify.annotations.NullMarked;
