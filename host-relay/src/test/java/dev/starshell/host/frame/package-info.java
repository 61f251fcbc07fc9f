/// Tests of the package of the same name.
@NullMarked
package dev.starshell.host.frame;

import org.jspecify.annotations.NullMarked;
