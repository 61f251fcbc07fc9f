/// Makes mod archives: valid, incompressible, the same for the same seed. And changes them a
/// little.
@NullMarked
package dev.starshell.harness.archive;

import org.jspecify.annotations.NullMarked;
