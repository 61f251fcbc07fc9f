@NullMarked
package dev.starshell.syncshell.receipt;

import org.jspecify.annotations.NullMarked;
