/// What a plugin tells the people of a host without being asked.
@NullMarked
package dev.starshell.api.notice;

import org.jspecify.annotations.NullMarked;
