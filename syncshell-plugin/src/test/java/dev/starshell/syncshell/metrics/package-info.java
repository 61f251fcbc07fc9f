@NullMarked
package dev.starshell.syncshell.metrics;

import org.jspecify.annotations.NullMarked;
