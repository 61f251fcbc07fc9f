/// Tests of the package of the same name.
@NullMarked
package dev.starshell.host.relay;

import org.jspecify.annotations.NullMarked;
