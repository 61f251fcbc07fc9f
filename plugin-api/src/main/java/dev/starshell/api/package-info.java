/// What a host process gives a plugin, and what a plugin gives its host.
///
/// Classes of this package come from the host's class loader; everything else a plugin uses comes
/// from its own.
@NullMarked
package dev.starshell.api;

import org.jspecify.annotations.NullMarked;
