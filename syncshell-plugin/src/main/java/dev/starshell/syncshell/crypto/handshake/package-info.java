/// The handshake of two members, `starshell/1`: three messages, after which both have keys that
/// nobody else has. Described byte by byte in docs/HANDSHAKE.md.
@NullMarked
package dev.starshell.syncshell.crypto.handshake;

import org.jspecify.annotations.NullMarked;
