@NullMarked
package dev.starshell.syncshell.command;

import org.jspecify.annotations.NullMarked;
