/** Lets staff in and nobody else: signing in, one-time links, roles, and the pages about accounts. */
@NullMarked
package dev.lethe.ui.accounts;

import org.jspecify.annotations.NullMarked;
