/// Who belongs to a shell, and how one gets in. Decides without I/O.
@NullMarked
package dev.starshell.syncshell.membership;

import org.jspecify.annotations.NullMarked;
