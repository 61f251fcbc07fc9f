/// Decides when a link to another member is made, kept and made again.
@NullMarked
package dev.starshell.syncshell.link;

import org.jspecify.annotations.NullMarked;
