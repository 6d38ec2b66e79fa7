package dev.lethe.query.projections;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the store knows of an event beside its content.
 *
 * @param eventId the event's own id
 * @param position its place in the store's order
 * @param at when it was stored
 * @param actor the account that caused it; null for visitors and for the system itself
 */
public record Recorded(
        String eventId, long position, Instant at, @Nullable UUID actor) {}
