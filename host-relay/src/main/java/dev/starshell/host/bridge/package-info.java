/// Local control: scripts send one command line to a running host and read one reply.
@NullMarked
package dev.starshell.host.bridge;

import org.jspecify.annotations.NullMarked;
