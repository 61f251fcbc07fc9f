/// Decides which received archives appear in the install folder: by their type, and by what people
/// have said about exactly these bytes. Pure.
@NullMarked
package dev.starshell.syncshell.quarantine;

import org.jspecify.annotations.NullMarked;
