/** What leaves the application about its own errors: log lines and error reports, without anything that somebody typed. */
@NullMarked
package dev.lethe.ui.reporting;

import org.jspecify.annotations.NullMarked;
