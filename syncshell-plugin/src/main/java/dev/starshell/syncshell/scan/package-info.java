/// Finds and hashes the archives of shared folders, and notices when a folder changes.
@NullMarked
package dev.starshell.syncshell.scan;

import org.jspecify.annotations.NullMarked;
