/// Edge: verifies a file of receipts without a host, a journal or a network.
@NullMarked
package dev.starshell.syncshell.receipt.file;

import org.jspecify.annotations.NullMarked;
