package dev.lethe.shredding;

import java.util.Map;

/**
 * Looks at how the vault is kept. Of the people in it, it tells only how many keys there are.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface VaultInspection {

    /**
     * Whether root state, ledger and vault agree, and what an operator should know about how they are kept. It looks at every
     * copy of the root state as it is now, brings up those that are back, and then takes numbers ahead again: ask often, every
     * few seconds.
     */
    VaultHealth health();

    /**
     * How many keys live in each lane, counted in one pass over the subjects: of how many a retention is about to destroy
     * some. Includes keys whose records never came to be, and those that were made ahead by a process that crashed.
     */
    Map<Lane, Long> livingKeys();
}
