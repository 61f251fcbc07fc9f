/// Tests of the package.
@NullMarked
package dev.starshell.syncshell.contract;

import org.jspecify.annotations.NullMarked;
