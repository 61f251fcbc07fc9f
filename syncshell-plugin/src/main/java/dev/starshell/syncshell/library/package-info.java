/// Ports: folders that are shared, and folders that received archives are installed in.
@NullMarked
package dev.starshell.syncshell.library;

import org.jspecify.annotations.NullMarked;
