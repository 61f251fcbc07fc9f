/// A deterministic simulator: two to four members and a relay, made of the shipped decision
/// machines, under a virtual clock, a seeded network, a seeded disk and crashes. The same seed is
/// the same run, to the last event. docs/RELIABILITY.md.
@NullMarked
package dev.starshell.harness.sim;

import org.jspecify.annotations.NullMarked;
