package dev.lethe.shredding;

/** A token together with the place where it was found; what opening needs to know. */
public record Sealed<T>(Place<T> place, Personal<T> token) {}
