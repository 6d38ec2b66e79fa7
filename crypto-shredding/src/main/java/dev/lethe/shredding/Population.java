package dev.lethe.shredding;

/** Staff and residents never share a subject, even with the same address. */
public enum Population {
    PUBLIC,
    STAFF
}
