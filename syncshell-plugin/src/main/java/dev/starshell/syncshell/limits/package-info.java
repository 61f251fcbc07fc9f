/// Every bound of the product in one place, with its unit and its reason (docs/LIMITS.md).
@NullMarked
package dev.starshell.syncshell.limits;

import org.jspecify.annotations.NullMarked;
