/// Port: what people can ask of a shell and what they are shown.
@NullMarked
package dev.starshell.syncshell.control;

import org.jspecify.annotations.NullMarked;
