package dev.lethe.shredding;

import java.util.List;

/**
 * The state of the vault, for an operator.
 *
 * @param rootVersion the version of the root state in use
 * @param seeds how many seeds the root state holds
 * @param mirrors how many copies of the root state are in use, the first included
 * @param ledgerNumber the number of the last ledger entry, 0 before the first
 * @param pending how many erasures are not complete
 * @param warnings lines in plain English, each with what to do
 */
public record VaultHealth(
        long rootVersion, int seeds, int mirrors, long ledgerNumber, int pending, List<String> warnings) {}
