/** What features that hold personal data do by themselves: what ends with a person's keys, and what is believed of the events alone. It names no feature. */
@NullMarked
package dev.lethe.processes.records;

import org.jspecify.annotations.NullMarked;
