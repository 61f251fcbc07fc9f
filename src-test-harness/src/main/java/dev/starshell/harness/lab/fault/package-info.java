/// The fault lab: real hosts in network namespaces of their own, what is done to them and to the
/// links between them, and what came of it.
@NullMarked
package dev.starshell.harness.lab.fault;

import org.jspecify.annotations.NullMarked;
