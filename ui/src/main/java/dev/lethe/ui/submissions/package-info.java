/** What visitors sent, opened for staff: every look is recorded first. */
@NullMarked
package dev.lethe.ui.submissions;

import org.jspecify.annotations.NullMarked;
