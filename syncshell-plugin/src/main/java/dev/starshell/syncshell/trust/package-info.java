/// Decisions: which keys this member has met by which name, and which of them a person has
/// compared.
@NullMarked
package dev.starshell.syncshell.trust;

import org.jspecify.annotations.NullMarked;
