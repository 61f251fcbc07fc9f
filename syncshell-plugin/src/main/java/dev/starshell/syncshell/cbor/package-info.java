/// A strict subset of CBOR (RFC 8949): unsigned integers, byte strings, text and arrays.
@NullMarked
package dev.starshell.syncshell.cbor;

import org.jspecify.annotations.NullMarked;
