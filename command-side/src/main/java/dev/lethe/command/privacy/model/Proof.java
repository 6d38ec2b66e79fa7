package dev.lethe.command.privacy.model;

import java.time.Instant;

/**
 * What shows that an erasure took place. Numbers, times and hashes of the vault; nothing about the person.
 *
 * @param ledgerNumber the number of its ledger entry, from 1
 * @param ledgerHash the entry's SHA-256 in lower-case hex
 * @param rootVersion the version of the root state that no longer holds the way to the keys
 * @param destroyedAt the time of the ledger entry
 * @param subjects how many subjects were destroyed
 * @param keys how many keys were destroyed, each of which opened one person's part of one record
 * @param kept how many keys were kept
 */
public record Proof(
        long ledgerNumber,
        String ledgerHash,
        long rootVersion,
        Instant destroyedAt,
        int subjects,
        long keys,
        int kept) {}
