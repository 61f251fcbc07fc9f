/// Tests of the sealing of any carrier.
@NullMarked
package dev.starshell.syncshell.carrier.sealed;

import org.jspecify.annotations.NullMarked;
