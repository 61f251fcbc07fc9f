@NullMarked
package dev.starshell.syncshell.scan;

import org.jspecify.annotations.NullMarked;
