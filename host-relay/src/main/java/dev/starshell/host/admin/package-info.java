/// Decisions about command lines: words, lookup, help, suggestions, safe display. No I/O, no clock.
@NullMarked
package dev.starshell.host.admin;

import org.jspecify.annotations.NullMarked;
