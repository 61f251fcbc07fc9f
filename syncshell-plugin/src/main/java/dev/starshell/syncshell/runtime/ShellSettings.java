package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.manifest.AcceptPolicy;
import dev.starshell.syncshell.manifest.Quota;
import dev.starshell.syncshell.text.DisplayName;

/// What an admin decided about shells.
///
/// @param memberName how this member wants to be called
/// @param associations of each link, 1 to [dev.starshell.syncshell.limits.Limits#ASSOCIATIONS_MAX]
/// @param channels of each link, the control channel among them, at least 2 and at least one for
///   each association
/// @param quota how much is taken from others
/// @param uploadBytesPerSecond 0 for unlimited
/// @param downloadBytesPerSecond 0 for unlimited
public record ShellSettings(
    DisplayName memberName,
    int associations,
    int channels,
    AcceptPolicy policy,
    Quota quota,
    long uploadBytesPerSecond,
    long downloadBytesPerSecond) {}
