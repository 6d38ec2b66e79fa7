/** How a command on this machine reaches the Lethe that serves: a Unix socket that only its owner may open, and the tasks behind it. */
@NullMarked
package dev.lethe.ui.control;

import org.jspecify.annotations.NullMarked;
