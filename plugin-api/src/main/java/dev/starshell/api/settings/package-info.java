/// A plugin's own section of the host's config file, already checked against its schema.
@NullMarked
package dev.starshell.api.settings;

import org.jspecify.annotations.NullMarked;
