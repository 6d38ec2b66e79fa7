/** Accounts of members of staff. */
@NullMarked
package dev.lethe.command.accounts;

import org.jspecify.annotations.NullMarked;
