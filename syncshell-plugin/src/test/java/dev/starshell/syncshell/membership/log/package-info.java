/// Tests of the membership log.
@NullMarked
package dev.starshell.syncshell.membership.log;

import org.jspecify.annotations.NullMarked;
