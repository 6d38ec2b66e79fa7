/** What follows an erasure by itself. It decides nothing: what is to go is gone before anything here is done. */
@NullMarked
package dev.lethe.processes.privacy;

import org.jspecify.annotations.NullMarked;
