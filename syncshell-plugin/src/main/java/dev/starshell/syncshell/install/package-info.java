/// Edge: puts received archives where the player's game finds them.
@NullMarked
package dev.starshell.syncshell.install;

import org.jspecify.annotations.NullMarked;
