@NullMarked
package dev.starshell.syncshell.journal.sqlite;

import org.jspecify.annotations.NullMarked;
