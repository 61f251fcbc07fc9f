/// What members offer, what of it is wanted, and from whom it comes. Decides without I/O.
@NullMarked
package dev.starshell.syncshell.manifest;

import org.jspecify.annotations.NullMarked;
