/// Decides when bytes may go: limits of rate.
@NullMarked
package dev.starshell.syncshell.schedule;

import org.jspecify.annotations.NullMarked;
