/// Network namespaces joined by one program: each has a TUN device, and every packet between two of
/// them passes through here, where it is delayed, lost, doubled, altered or cut off as a
/// [dev.starshell.harness.lab.wire.LinkShape] says. Linux only, and only with the right to make
/// namespaces; [dev.starshell.harness.lab.wire.LinkShape] and what decides by it need neither.
@NullMarked
package dev.starshell.harness.lab.wire;

import org.jspecify.annotations.NullMarked;
