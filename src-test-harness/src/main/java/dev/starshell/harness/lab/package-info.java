/// Real host processes on this machine, each with a home of its own, and how to talk to them.
@NullMarked
package dev.starshell.harness.lab;

import org.jspecify.annotations.NullMarked;
