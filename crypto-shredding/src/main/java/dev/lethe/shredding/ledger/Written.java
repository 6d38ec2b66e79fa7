package dev.lethe.shredding.ledger;

import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.tree.Prefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * When the identifiers of a subject were written, and how far the events were known to go then: the event that names the
 * subject comes later. It stands with the first of them, under a MAC, since what is not found after that position may be
 * destroyed.
 *
 * @param at to the microsecond
 * @param head a position; -1 before the first event
 */
public record Written(Prefix subject, Instant at, long head, int epoch, byte[] mac) {

    public static final String COLUMNS = "i.prefix, i.written_at, i.head, i.written_epoch, i.written_mac";

    public static Written of(RootState state, Prefix subject, Instant at, long head) {
        return new Written(subject, at, head, state.epoch(), state.mac(entry(subject, at, head)));
    }

    public static Written read(ResultSet row) throws SQLException {
        byte[] mac = row.getBytes(5);
        OffsetDateTime at = row.getObject(2, OffsetDateTime.class);
        return new Written(
                Prefix.of(row.getBytes(1)),
                at == null ? Instant.EPOCH : at.toInstant(),
                row.getLong(3),
                row.getInt(4),
                mac == null ? new byte[0] : mac);
    }

    private static Book.Entry entry(Prefix subject, Instant at, long head) {
        return Book.Entry.written(subject, ChronoUnit.MICROS.between(Instant.EPOCH, at), head);
    }

    /** Whether this vault wrote it, of this subject. */
    public boolean isOurs(RootState state) {
        return state.holds(epoch, entry(subject, at, head), mac);
    }

    @Override
    public String toString() {
        return "Written[" + at + "]";
    }
}
