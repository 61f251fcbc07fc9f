/// Keys of one session between two members, and what is sealed with them: signals that pass the
/// relay, and frames of channels. Described byte by byte in docs/HANDSHAKE.md.
@NullMarked
package dev.starshell.syncshell.crypto.seal;

import org.jspecify.annotations.NullMarked;
