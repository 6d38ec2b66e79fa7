/** What runs by itself with accounts. */
@NullMarked
package dev.lethe.processes.accounts;

import org.jspecify.annotations.NullMarked;
