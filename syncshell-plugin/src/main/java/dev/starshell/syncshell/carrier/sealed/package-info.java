/// Seals the frames of any carrier with the keys of a handshake. Described in docs/HANDSHAKE.md.
@NullMarked
package dev.starshell.syncshell.carrier.sealed;

import org.jspecify.annotations.NullMarked;
