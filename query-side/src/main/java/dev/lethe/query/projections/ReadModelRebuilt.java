package dev.lethe.query.projections;

/**
 * A read model was made anew from the events and is in its place: what was changed in it beside the events is to be done
 * again. Spring's listeners are told of it.
 *
 * @param name of the read model
 */
public record ReadModelRebuilt(String name) {}
