package dev.lethe.shredding;

import java.util.UUID;

/** Nothing was ordered: there is an order with that id already, and it orders something else. */
public class OtherOrderException extends VaultException {

    private final UUID erasure;

    public OtherOrderException(UUID erasure) {
        super("There is another order with the id " + erasure + ", and nothing new was ordered");
        this.erasure = erasure;
    }

    /** The order that there is. */
    public UUID erasure() {
        return erasure;
    }
}
