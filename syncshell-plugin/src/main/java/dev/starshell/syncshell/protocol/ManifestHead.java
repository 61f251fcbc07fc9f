package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.content.Digest;

/// Names one manifest of a member, so that an unchanged one is not sent again.
///
/// @param sequence counts the member's manifests from 1; 0 when it has none
/// @param digest SHA-256 of the signed bytes; all zero when it has none
public record ManifestHead(long sequence, Digest digest) {}
