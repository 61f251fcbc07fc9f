/// Decides what follows when a link was lost: when to try again, by which server, and what is kept
/// until both sides have what they lacked. The link itself belongs to `link`. docs/RELIABILITY.md.
@NullMarked
package dev.starshell.syncshell.recovery;

import org.jspecify.annotations.NullMarked;
