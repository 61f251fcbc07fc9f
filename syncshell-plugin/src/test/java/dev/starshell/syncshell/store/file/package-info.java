@NullMarked
package dev.starshell.syncshell.store.file;

import org.jspecify.annotations.NullMarked;
