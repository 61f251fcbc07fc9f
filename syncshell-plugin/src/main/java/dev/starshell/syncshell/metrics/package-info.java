/// What watchers of the host read of its shells.
@NullMarked
package dev.starshell.syncshell.metrics;

import org.jspecify.annotations.NullMarked;
