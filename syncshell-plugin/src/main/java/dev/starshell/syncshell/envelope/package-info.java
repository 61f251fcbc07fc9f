/// Bytes together with a signature over exactly these bytes.
@NullMarked
package dev.starshell.syncshell.envelope;

import org.jspecify.annotations.NullMarked;
