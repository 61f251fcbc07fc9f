/// Keys, identities and signatures.
@NullMarked
package dev.starshell.syncshell.crypto;

import org.jspecify.annotations.NullMarked;
