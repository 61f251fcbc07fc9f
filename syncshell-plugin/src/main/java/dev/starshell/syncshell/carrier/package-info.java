/// Port: associations and channels between two members, whatever carries them.
@NullMarked
package dev.starshell.syncshell.carrier;

import org.jspecify.annotations.NullMarked;
