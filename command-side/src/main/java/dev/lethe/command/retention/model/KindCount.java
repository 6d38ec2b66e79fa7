package dev.lethe.command.retention.model;

/**
 * How many keys of a kind of short-lived things.
 *
 * @param kind a code, such as {@code drafts}
 */
public record KindCount(String kind, long keys) {}
