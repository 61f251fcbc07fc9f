/// Figures of a plugin for those who watch many hosts.
@NullMarked
package dev.starshell.api.metrics;

import org.jspecify.annotations.NullMarked;
