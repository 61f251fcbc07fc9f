/// What the relay decides: log-in, stars, routing, presence and limits. No I/O, no clock, no
/// thread.
@NullMarked
package dev.starshell.host.relay;

import org.jspecify.annotations.NullMarked;
