/// The relay's one TLS port, and the way of this host's members to any relay.
@NullMarked
package dev.starshell.host.http;

import org.jspecify.annotations.NullMarked;
