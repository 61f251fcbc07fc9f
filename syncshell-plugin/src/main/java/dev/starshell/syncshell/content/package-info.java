/// Content: chunks, chunk lists and the roots that name archives (docs/PROTOCOL.md).
@NullMarked
package dev.starshell.syncshell.content;

import org.jspecify.annotations.NullMarked;
