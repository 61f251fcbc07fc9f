package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.quarantine.Decision;

/// An archive that is whole here and does not belong into the install folder, at one of its places.
///
/// @param place library and path, as in the manifest; not cleaned
public record Withheld(String place, Root root, Decision decision) {}
