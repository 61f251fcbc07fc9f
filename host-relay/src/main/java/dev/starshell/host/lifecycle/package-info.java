/// Decisions about plugins: which may start, in which order, and what follows each event.
@NullMarked
package dev.starshell.host.lifecycle;

import org.jspecify.annotations.NullMarked;
