package dev.lethe.command.retention.events;

/**
 * How many keys of a kind of short-lived things.
 *
 * @param kind a code, such as {@code drafts}
 */
public record KindCount(String kind, long keys) {}
