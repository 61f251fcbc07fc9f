@NullMarked
package dev.starshell.host.metrics;

import org.jspecify.annotations.NullMarked;
