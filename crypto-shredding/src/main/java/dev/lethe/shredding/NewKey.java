package dev.lethe.shredding;

import java.util.UUID;

/** A key that seals, as a rule just made, in memory until it is cleared. Its text form does not show it. */
record NewKey(UUID keyId, byte[] key) {

    static NewKey random() {
        return new NewKey(Crypto.randomId(), Crypto.random(Crypto.KEY));
    }

    void clear() {
        Crypto.clear(key);
    }

    @Override
    public String toString() {
        return "NewKey[" + keyId + "]";
    }
}
