/// Decides when bytes may go: limits of rate (DESIGN §6).
@NullMarked
package dev.starshell.syncshell.schedule;

import org.jspecify.annotations.NullMarked;
