/// Text that people see or type: cleaned, folded, or written in base 32.
@NullMarked
package dev.starshell.syncshell.text;

import org.jspecify.annotations.NullMarked;
