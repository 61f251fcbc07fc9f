/// Reads host.yaml against typed schemas and reports every mistake at once.
@NullMarked
package dev.starshell.host.config;

import org.jspecify.annotations.NullMarked;
