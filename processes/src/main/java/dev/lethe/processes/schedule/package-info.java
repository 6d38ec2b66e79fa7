/** When what runs by itself is done, on which node, and how it went. It knows none of what is done. */
@NullMarked
package dev.lethe.processes.schedule;

import org.jspecify.annotations.NullMarked;
