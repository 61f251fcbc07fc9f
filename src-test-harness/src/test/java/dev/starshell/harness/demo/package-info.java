/// Options, lanes and tables of the demo.
@NullMarked
package dev.starshell.harness.demo;

import org.jspecify.annotations.NullMarked;
