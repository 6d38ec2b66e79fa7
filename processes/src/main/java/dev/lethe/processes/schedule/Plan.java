package dev.lethe.processes.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is planned of one kind of work, and how it went.
 *
 * @param task its code
 * @param next when it is done next
 * @param running whether a node is at it
 * @param done when it succeeded last; null when it never did
 * @param failed when it failed last; null when it never did
 * @param failingSince since when it fails; null when it does not
 * @param putRight when its row was found changed by somebody else, and was put right; null when it was done since
 */
public record Plan(
        String task,
        Instant next,
        boolean running,
        @Nullable Instant done,
        @Nullable Instant failed,
        @Nullable Instant failingSince,
        @Nullable Instant putRight) {}
