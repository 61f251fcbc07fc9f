/// Tests of the package of the same name.
@NullMarked
package dev.starshell.host.http;

import org.jspecify.annotations.NullMarked;
