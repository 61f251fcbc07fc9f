/// The journal and the content index in one SQLite file. SQLite shows nowhere else.
@NullMarked
package dev.starshell.syncshell.journal.sqlite;

import org.jspecify.annotations.NullMarked;
