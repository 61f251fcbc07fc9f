/// The star of one shell: authenticated, opaque envelopes through a relay, and presence.
@NullMarked
package dev.starshell.api.signal;

import org.jspecify.annotations.NullMarked;
