@NullMarked
package dev.starshell.syncshell.content;

import org.jspecify.annotations.NullMarked;
