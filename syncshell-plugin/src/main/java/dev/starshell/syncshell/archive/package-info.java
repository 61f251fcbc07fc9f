/// Edge: looks into received archives before anything else does: whether every reader sees the same
/// harmless files in them, what they are, and whether code is among them. Nothing is unpacked,
/// loaded or executed. Source: docs/ARCHIVES.md.
@NullMarked
package dev.starshell.syncshell.archive;

import org.jspecify.annotations.NullMarked;
