/// Values: what a receiver has signed for, and the file that proves it to somebody else.
@NullMarked
package dev.starshell.syncshell.receipt;

import org.jspecify.annotations.NullMarked;
