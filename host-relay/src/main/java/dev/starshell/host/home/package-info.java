/// The folder tree of one host, who may read it, and the lock that keeps it to one process.
///
/// A leaf: it imports only the JDK, and every edge package may use it.
@NullMarked
package dev.starshell.host.home;

import org.jspecify.annotations.NullMarked;
