/** Shows officers what has had its time and what the runs did, and lets them take a second look. */
@NullMarked
package dev.lethe.ui.retention;

import org.jspecify.annotations.NullMarked;
