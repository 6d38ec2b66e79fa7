/** The audit trail, for those who answer for it. */
@NullMarked
package dev.lethe.ui.audit;

import org.jspecify.annotations.NullMarked;
