/// Decides which parcel goes on which channel, and checks what the other side decided.
@NullMarked
package dev.starshell.syncshell.contract;

import org.jspecify.annotations.NullMarked;
