/// The membership log: who belongs to a shell and what they may do, as a chain of signed records
/// that every member keeps and checks for itself. Decides without I/O. Source: docs/MEMBERSHIP.md.
@NullMarked
package dev.starshell.syncshell.membership.log;

import org.jspecify.annotations.NullMarked;
