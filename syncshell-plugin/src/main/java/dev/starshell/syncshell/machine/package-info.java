/// What every pure state machine is made of.
@NullMarked
package dev.starshell.syncshell.machine;

import org.jspecify.annotations.NullMarked;
