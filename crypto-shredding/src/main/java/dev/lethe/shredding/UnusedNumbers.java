package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.crypto.AEADBadTagException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers of subjects that were never used and never will be. That a number has no row proves nothing: the database may
 * have been restored from before its row was written. So only the process that had taken a number can say it, once it can
 * give it to nobody any more: when it ends. It seals what it says under keys of the place itself, so that nobody else can.
 * After a crash nothing is said, and the numbers keep their seeds.
 */
final class UnusedNumbers {

    private static final Logger LOG = LoggerFactory.getLogger(UnusedNumbers.class);

    private UnusedNumbers() {}

    /** Numbers of a lane: from, until before. */
    record Run(int lane, long from, long end) {}

    /**
     * Written when nobody can be given any of them: forgets the rows of subjects that were made ahead, and declares their
     * numbers unused together with those that were never made anything of.
     */
    static void declare(Connection connection, RootState state, Collection<Prefix> madeAhead, Collection<Run> left)
            throws SQLException {
        List<Run> runs = new ArrayList<>(left);
        for (Prefix subject : forget(connection, madeAhead))
            runs.add(new Run(subject.lane(), subject.number(), subject.number() + 1));
        List<Prefix> places = places(runs);
        byte[][] seals = new byte[places.size()][];
        try (SeedTree.Walk walk = state.tree().walk()) {
            for (int i = 0; i < seals.length; i++) seals[i] = Wrapping.sealUnused(walk, state.epoch(), places.get(i));
        }
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.unused (prefix, epoch, seal) SELECT prefix, ?, seal FROM unnest(?, ?) AS u (prefix, seal)",
                state.epoch(),
                places.stream().map(Prefix::digits).toArray(String[]::new),
                seals);
    }

    /** Those that still were as they were made: one key, no identifier. Any other stays. */
    private static List<Prefix> forget(Connection connection, Collection<Prefix> madeAhead) throws SQLException {
        List<Prefix> forgotten = new ArrayList<>();
        try (ResultSet row = VaultDatabase.query(
                connection,
                "WITH gone AS (DELETE FROM vault.subject s WHERE s.prefix = ANY (?) AND s.next_record = 1 AND s.living = 1"
                        + " AND s.destroyed_by IS NULL"
                        + " AND NOT EXISTS (SELECT FROM vault.identifier i WHERE i.prefix = s.prefix)"
                        + " RETURNING s.prefix)"
                        + " DELETE FROM vault.record_key k USING gone g"
                        + " WHERE k.slot = g.prefix || '\\x0000'::bytea AND k.destroyed_by IS NULL RETURNING g.prefix",
                (Object) madeAhead.stream().map(Prefix::bytes).toArray(byte[][]::new))) {
            while (row.next()) forgotten.add(Prefix.of(row.getBytes(1)));
        }
        return forgotten;
    }

    /** The fewest places that together are these runs. */
    static List<Prefix> places(Collection<Run> runs) {
        List<Run> ordered = runs.stream()
                .filter(run -> run.from() < run.end())
                .sorted((one, other) -> one.lane() != other.lane()
                        ? Integer.compare(one.lane(), other.lane())
                        : Long.compare(one.from(), other.from()))
                .toList();
        List<Prefix> places = new ArrayList<>();
        for (int i = 0; i < ordered.size(); ) {
            Run first = ordered.get(i++);
            long end = first.end();
            while (i < ordered.size()
                    && ordered.get(i).lane() == first.lane()
                    && ordered.get(i).from() == end) end = ordered.get(i++).end();
            for (long from = first.from(); from < end; ) {
                int digits = Prefix.SUBJECT;
                while (digits > Neighbourhoods.WIDEST) {
                    long size = 1L << 4 * (Prefix.SUBJECT - digits + 1);
                    if (from % size != 0 || from + size > end) break;
                    digits--;
                }
                places.add(Prefix.subject(first.lane(), from).first(digits));
                from += 1L << 4 * (Prefix.SUBJECT - digits);
            }
        }
        return places;
    }

    /**
     * The places that were declared and not punctured since, and in which there is no subject.
     *
     * @param lanes of interest
     */
    static SortedSet<Prefix> proven(Connection connection, RootState state, Collection<Integer> lanes)
            throws SQLException {
        SortedSet<Prefix> proven = new TreeSet<>();
        try (Walks walks = new Walks(state);
                ResultSet row = VaultDatabase.query(
                        connection,
                        "SELECT u.prefix, u.epoch, u.seal, EXISTS (SELECT FROM vault.subject s WHERE s.prefix"
                                + " BETWEEN decode(rpad(u.prefix, 10, '0'), 'hex') AND decode(rpad(u.prefix, 10, 'f'), 'hex'))"
                                + " FROM vault.unused u WHERE substr(u.prefix, 1, 2) = ANY (?) ORDER BY u.prefix",
                        (Object) lanes.stream().map(UnusedNumbers::digits).toArray(String[]::new))) {
            while (row.next()) {
                Prefix place = new Prefix(row.getString(1));
                if (!state.tree().covers(place)) continue; // a restored row of what is long punctured
                if (row.getBoolean(4) || !holds(walks, row.getInt(2), place, row.getBytes(3))) {
                    LOG.error(
                            "The vault's row that calls {} unused was changed, or subjects were put there."
                                    + " It is not believed: compare the vault with a backup",
                            place);
                    continue;
                }
                if (proven.isEmpty() || !proven.last().contains(place)) proven.add(place);
            }
        }
        return proven;
    }

    private static String digits(int lane) {
        return java.util.HexFormat.of().toHexDigits(lane, Prefix.LANE);
    }

    private static boolean holds(Walks walks, int epoch, Prefix place, byte[] seal) {
        SeedTree.Walk walk = walks.of(epoch);
        byte[] key = walk == null ? null : walk.subjectKey(place.first(Prefix.SUBJECT));
        if (key == null) return false;
        try {
            Constructions.checkUnused(key, epoch, place, seal);
            return true;
        } catch (AEADBadTagException _) {
            return false;
        } finally {
            Crypto.clear(key);
        }
    }
}
