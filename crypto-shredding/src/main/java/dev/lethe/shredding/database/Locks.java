package dev.lethe.shredding.database;

/** The advisory locks of the vault's database, each of its own number; in the order in which one transaction may take several. */
public final class Locks {

    /** Held by whoever writes an order: one must not name what another is about to move. */
    public static final long ORDERING = 0x6c65746865_04L;
    /** Shared by whoever writes identifiers, and held alone by whoever has to know of all of them. */
    public static final long WRITERS = 0x6c65746865_03L;
    /** Held while an entry is put at the ledger's end. */
    public static final long APPENDING = 0x6c65746865_01L;
    /** Held while a mark is drawn, by itself: one node for all. */
    public static final long DRAWING = 0x6c65746865_05L;

    private Locks() {}
}
