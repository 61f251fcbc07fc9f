/// Runs one shell: its loop, its timers and the threads that carry out what the machines decide.
@NullMarked
package dev.starshell.syncshell.runtime;

import org.jspecify.annotations.NullMarked;
