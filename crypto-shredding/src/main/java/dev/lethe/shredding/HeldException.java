package dev.lethe.shredding;

import java.util.Map;
import java.util.UUID;

/** Nothing was ordered: something of it was kept when its person was erased, and the order does not end that. */
public class HeldException extends VaultException {

    private final transient Map<UUID, Ground> held;

    public HeldException(Map<UUID, Ground> held) {
        super("Something of it was kept on a ground when its person was erased: only a privacy officer can end that");
        this.held = Map.copyOf(held);
    }

    /** The keys that are held, each with why. */
    public Map<UUID, Ground> held() {
        return held;
    }
}
