/// The frames between a relay and its members, and the proof of a key. Wire form: docs/PROTOCOL.md,
/// Relay.
@NullMarked
package dev.starshell.host.frame;

import org.jspecify.annotations.NullMarked;
