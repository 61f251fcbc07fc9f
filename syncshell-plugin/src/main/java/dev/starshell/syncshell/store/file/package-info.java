/// The archive store in a folder: immutable objects, and partial archives beside them.
///
/// ```
/// objects/ab/cd/<root>     whole, verified, durable, read-only; named by 64 hex digits
/// incoming/<root>.part     being received: full size, sparse; what is in it is proven by hashes
/// incoming/<root>.bad-<t>  an object whose bytes were found damaged, kept aside
/// ```
@NullMarked
package dev.starshell.syncshell.store.file;

import org.jspecify.annotations.NullMarked;
