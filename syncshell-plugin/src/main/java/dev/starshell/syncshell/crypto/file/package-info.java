/// Edge: keeps the identity key in a file of its own.
@NullMarked
package dev.starshell.syncshell.crypto.file;

import org.jspecify.annotations.NullMarked;
