/// What members say to each other, as values and as bytes (docs/PROTOCOL.md).
@NullMarked
package dev.starshell.syncshell.protocol;

import org.jspecify.annotations.NullMarked;
