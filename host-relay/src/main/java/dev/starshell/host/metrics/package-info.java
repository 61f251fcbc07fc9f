/// The figures of this host and its plugins, as Micrometer and the Prometheus client make them.
@NullMarked
package dev.starshell.host.metrics;

import org.jspecify.annotations.NullMarked;
