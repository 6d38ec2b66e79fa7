/** Takes in what visitors submit: validates, seals, and records it. */
@NullMarked
package dev.lethe.command.submissions;

import org.jspecify.annotations.NullMarked;
