/// Edge: associations over TCP where an address of the other side can be reached, beside another
/// carrier. Described in docs/decisions/0019-direct-tcp.md.
@NullMarked
package dev.starshell.syncshell.carrier.tcp;

import org.jspecify.annotations.NullMarked;
