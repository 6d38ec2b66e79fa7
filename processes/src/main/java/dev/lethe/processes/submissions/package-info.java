/** What runs by itself with submissions. */
@NullMarked
package dev.lethe.processes.submissions;

import org.jspecify.annotations.NullMarked;
