package dev.lethe.shredding.vault;

import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.tree.Prefix;
import java.util.UUID;

/** A key that seals, as a rule just made, and where it lies; in memory until it is cleared. Its text form shows neither. */
record NewKey(UUID keyId, byte[] key, Prefix subject) {

    static NewKey random(Prefix subject) {
        return new NewKey(Crypto.randomId(), Crypto.random(Crypto.KEY), subject);
    }

    void clear() {
        Crypto.clear(key);
    }

    @Override
    public String toString() {
        return "NewKey[" + keyId + "]";
    }
}
