/** The start of all that runs by itself; what is done lives in the packages of the features. */
@NullMarked
package dev.lethe.processes;

import org.jspecify.annotations.NullMarked;
