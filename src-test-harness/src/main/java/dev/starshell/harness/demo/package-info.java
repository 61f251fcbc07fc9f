/// `./starshell demo`: the whole job on three real hosts, before one's eyes.
@NullMarked
package dev.starshell.harness.demo;

import org.jspecify.annotations.NullMarked;
