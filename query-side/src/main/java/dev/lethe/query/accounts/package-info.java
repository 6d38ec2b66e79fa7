/** What is remembered of accounts, and how it is read. */
@NullMarked
package dev.lethe.query.accounts;

import org.jspecify.annotations.NullMarked;
