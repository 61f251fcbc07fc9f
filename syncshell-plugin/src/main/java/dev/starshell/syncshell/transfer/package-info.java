/// Decides how the parcels of one contract are sent and received, up to the high five.
@NullMarked
package dev.starshell.syncshell.transfer;

import org.jspecify.annotations.NullMarked;
