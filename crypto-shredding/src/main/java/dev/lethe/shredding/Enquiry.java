package dev.lethe.shredding;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What the vault holds of a person who was looked for: a handle that can stand in a URL, since it is random and leads
 * nowhere but into the vault. It stays valid for a day, or until the person is erased, and also finds what came since.
 *
 * @param id the handle
 * @param at when the person was looked for
 * @param keys the person's living keys, by which read models find the person's records: of what an address leads to, and of what
 *     was taken in
 * @param identifiers what the person is known by, opened
 * @param possible records that may be of the person: what was looked for stands in them, and does not lead to anybody
 * @param taken the own keys of possible matches that were taken in
 * @param shown how many keys were shown so far: an order covers them, and nothing that came later unless it says so
 */
public record Enquiry(
        UUID id,
        Instant at,
        List<HeldKey> keys,
        List<KnownIdentifier> identifiers,
        List<PossibleMatch> possible,
        Set<UUID> taken,
        int shown) {

    /**
     * A record that may be of the person.
     *
     * @param keyId its own key
     * @param by what it was found by
     */
    public record PossibleMatch(UUID keyId, Identifier by) {}

    /** A key of the person: one part of one record. {@code kept} is the ground it was kept on in an earlier erasure, if any. */
    public record HeldKey(
            UUID keyId,
            Lane lane,
            @org.jspecify.annotations.Nullable Ground kept) {}

    /** What a person is known by. The text form of {@link Identifier} does not show it. */
    public record KnownIdentifier(Identifier identifier, boolean confirmed, boolean resolves) {}
}
