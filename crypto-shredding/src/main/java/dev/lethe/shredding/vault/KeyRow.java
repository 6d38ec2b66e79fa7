package dev.lethe.shredding.vault;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.sealing.Constructions;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * A key's row as it stands in the table, which proves nothing by itself: {@link #fate} says what is true of it.
 *
 * @param subject null once the row is blanked
 * @param destroyedBy the ledger entry that is said to have destroyed it, 0 for none: where to look, and no more
 * @param sweep that blanked it, 0 while it is not
 */
record KeyRow(
        UUID keyId,
        @Nullable Prefix subject,
        boolean own,
        int epoch,
        byte @Nullable [] wrapped,
        long destroyedBy,
        long sweep,
        @Nullable LocalDate month,
        @Nullable Ground ground,
        byte @Nullable [] mac) {

    static final String COLUMNS =
            "k.key_id, k.prefix, k.own, k.epoch, k.wrapped, k.destroyed_by, k.sweep, k.month, k.ground, k.mac";

    static KeyRow read(ResultSet row) throws SQLException {
        byte[] prefix = row.getBytes("prefix");
        return new KeyRow(
                row.getObject("key_id", UUID.class),
                prefix == null ? null : Prefix.of(prefix),
                row.getBoolean("own"),
                row.getInt("epoch"),
                row.getBytes("wrapped"),
                row.getLong("destroyed_by"),
                row.getLong("sweep"),
                row.getObject("month", LocalDate.class),
                Ground.read(row.getString("ground")),
                row.getBytes("mac"));
    }

    /** What is true of a key. */
    sealed interface Fate {

        /** It lives; whoever asked clears it. */
        record Living(byte[] key) implements Fate {
            @Override
            public String toString() {
                return "Living[…]";
            }
        }

        /** It was destroyed. @param tidied whether the erasure is complete, so that what it left may be taken away */
        record Gone(Instant when, Ground ground, boolean tidied) implements Fate {}

        /** Neither can be said. */
        record Alarm(CannotBeOpenedException.Why why, String what) implements Fate {}
    }

    /** Whether this vault wrote the row, for this place or as a blanked one. */
    boolean isOurs(RootState state) {
        if (subject != null) return state.holds(epoch, Book.Entry.key(keyId, subject, own), mac);
        return month != null
                && ground != null
                && state.holds(epoch, Book.Entry.blank(keyId, sweep, month, ground), mac);
    }

    /**
     * What is true of the key. Nothing is called erased on the table's word: the row is this vault's, a ledger entry covers
     * its place, and the root cannot derive it.
     */
    Fate fate(RootState state, Walks walks, Ledger ledger) {
        if (!isOurs(state)) return alarm("has a key whose row was changed or moved");
        Prefix place = subject;
        if (place == null || wrapped == null) return blanked(ledger);
        SeedTree.Walk walk = walks.of(epoch);
        byte[] wrapping = walk == null ? null : walk.wrappingKey(place);
        try {
            Ledger.Death death = ledger.death(place);
            if (death != null) {
                LedgerEntry.Destroyed by = death.entry();
                if (wrapping == null) return new Fate.Gone(by.at(), by.ground(), death.done());
                // Recorded and not punctured yet is what a pending erasure looks like, and nothing else does.
                if (by.number() > state.ledgerNumber()) return new Fate.Gone(by.at(), by.ground(), false);
                return alarm("was destroyed by the ledger, but the root state was never punctured there");
            }
            if (wrapping == null)
                return new Fate.Alarm(
                        CannotBeOpenedException.Why.UNEXPLAINED,
                        "lies where the root state is punctured, but no ledger entry says why: the ledger was cut");
            if (destroyedBy != 0)
                return alarm("is marked as destroyed, but no ledger entry says so: the table was changed");
            return new Fate.Living(Constructions.unwrapKey(wrapping, epoch, place, keyId, wrapped));
        } catch (AEADBadTagException _) {
            return alarm("has a key whose seal is broken: its row was changed or moved");
        } finally {
            Crypto.clear(wrapping);
        }
    }

    private Fate blanked(Ledger ledger) {
        if (month != null && ground != null && ledger.swept(sweep, keyId))
            return new Fate.Gone(month.atStartOfDay(ZoneOffset.UTC).toInstant(), ground, true);
        return alarm("has a blanked key, but no sweep of the vault names it: the table was changed");
    }

    private static Fate.Alarm alarm(String what) {
        return new Fate.Alarm(CannotBeOpenedException.Why.TAMPERED, what);
    }

    @Override
    public String toString() {
        return "KeyRow[" + keyId + "]";
    }
}
