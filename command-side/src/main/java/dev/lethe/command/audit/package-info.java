/** Records every look that staff take at personal data. */
@NullMarked
package dev.lethe.command.audit;

import org.jspecify.annotations.NullMarked;
