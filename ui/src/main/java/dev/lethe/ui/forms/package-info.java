/** The forms: as visitors fill them in, and as editors build them. What was sent is shown in {@code submissions}. */
@NullMarked
package dev.lethe.ui.forms;

import org.jspecify.annotations.NullMarked;
