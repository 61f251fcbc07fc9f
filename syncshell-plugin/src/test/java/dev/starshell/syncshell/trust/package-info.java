@NullMarked
package dev.starshell.syncshell.trust;

import org.jspecify.annotations.NullMarked;
