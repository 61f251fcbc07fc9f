package dev.starshell.syncshell.quarantine;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;

/// Exactly these bytes from exactly this member: what a person's word is about. The next version,
/// and the same version from somebody else, need another word.
public record Copy(Root root, MemberKey sender) {}
