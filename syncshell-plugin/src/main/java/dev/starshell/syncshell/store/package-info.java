/// Port: archives, chunks and where their bytes are.
@NullMarked
package dev.starshell.syncshell.store;

import org.jspecify.annotations.NullMarked;
