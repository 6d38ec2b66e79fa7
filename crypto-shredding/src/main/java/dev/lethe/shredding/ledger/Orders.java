package dev.lethe.shredding.ledger;

import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Label;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of erasure orders. Who writes to the tables orders nothing: a row without this vault's MAC is an alarm. */
public final class Orders {

    /** The addresses that an order names, sealed in a subject of its own, and whose they are. */
    public record Addresses(Population population, List<String> addresses) {

        /** Shows none of them. */
        @Override
        public String toString() {
            return "Addresses[" + addresses.size() + "]";
        }
    }

    public static final Label<Addresses> ADDRESSES = Label.of("order.addresses", Addresses.class);

    /**
     * An order as it is stored.
     *
     * @param addresses of a person: the token; null of records, and once it is complete
     * @param shown the keys that were shown of the person
     * @param taken of a person: the own keys of records that the order names beside the addresses
     * @param arrived of a person: how many subjects came after those that were shown and are destroyed, 0 until it is carried out
     * @param later of a person: how many came after those that were shown and stay
     * @param after the last entry of the ledger when it was written: what was decided since, it does not undo
     */
    public record Row(
            ErasureOrder order,
            byte @Nullable [] addresses,
            List<UUID> shown,
            List<UUID> taken,
            int arrived,
            int later,
            long after,
            boolean completed) {

        public static Row ofRecords(ErasureOrder order, long after) {
            return new Row(order, null, List.of(), List.of(), 0, 0, after, false);
        }

        public Row with(int came, int stay) {
            return new Row(order, addresses, shown, taken, arrived + came, stay, after, completed);
        }

        public boolean arriving() {
            return order.scope() instanceof ErasureOrder.Person person && person.arriving();
        }

        /** The token of the addresses, which stands in a record of the order's id. */
        public Sealed<Addresses> sealed() {
            if (addresses == null) throw new IllegalStateException("An order of records names no address");
            return ADDRESSES.at(order::erasure, Personal.of(addresses));
        }

        Row complete() {
            return new Row(order, null, List.of(), List.of(), arrived, later, after, true);
        }

        /** Whether it names this record's own key. */
        public boolean names(UUID own) {
            ErasureOrder.Records records = records();
            return records == null
                    ? shown.contains(own) || taken.contains(own)
                    : records.keyIds().contains(own);
        }

        private Map<UUID, Ground> kept() {
            return order.scope() instanceof ErasureOrder.Person person ? person.kept() : Map.of();
        }

        private ErasureOrder.@Nullable Records records() {
            return order.scope() instanceof ErasureOrder.Records records ? records : null;
        }

        /** All columns but the id, the MAC and its epoch as RFC 8785 JSON, those that are null left out. */
        private String canonical() {
            Map<String, String> columns = new TreeMap<>();
            columns.put("actor", text(order.actor()));
            if (addresses != null) columns.put("addresses", text(HexFormat.of().formatHex(addresses)));
            columns.put("after", String.valueOf(after));
            columns.put("at", text(LedgerEntry.TIME.format(order.at())));
            columns.put("completed", String.valueOf(completed));
            columns.put("ground", text(order.ground().code()));
            ErasureOrder.Records records = records();
            columns.put("kind", text(kind()));
            if (records == null) {
                columns.put("arrived", String.valueOf(arrived));
                columns.put("arriving", String.valueOf(arriving()));
                columns.put("keys", list(taken));
                columns.put("later", String.valueOf(later));
                columns.put("kept_keys", list(keptKeys()));
                columns.put("kept_grounds", list(keptGrounds()));
                columns.put("shown", list(shown));
            } else {
                Numbered numbered = Numbered.of(records);
                columns.put("hindered", text(records.hindered()));
                columns.put("keys", list(numbered.keys()));
                columns.put(
                        "records",
                        numbered.records().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
            }
            return columns.entrySet().stream()
                    .map(column -> text(column.getKey()) + ":" + column.getValue())
                    .collect(Collectors.joining(",", "{", "}"));
        }

        private String kind() {
            return records() == null ? "person" : "records";
        }

        private List<UUID> keptKeys() {
            return kept().keySet().stream().sorted(Book.BY_TEXT).toList();
        }

        private List<String> keptGrounds() {
            Map<UUID, Ground> kept = kept();
            List<String> grounds = new ArrayList<>();
            for (UUID key : keptKeys()) {
                Ground ground = kept.get(key);
                if (ground == null) throw new IllegalArgumentException("A key is kept on a ground");
                grounds.add(ground.code());
            }
            return grounds;
        }

        private static String text(Object code) {
            return "\"" + code + "\"";
        }

        private static String list(List<?> codes) {
            return codes.stream().map(Row::text).collect(Collectors.joining(",", "[", "]"));
        }
    }

    /** Keys with the number of their record. */
    private record Numbered(List<UUID> keys, List<Integer> records) {
        static Numbered of(ErasureOrder.Records records) {
            List<UUID> keys = new ArrayList<>();
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < records.records().size(); i++)
                for (UUID key :
                        records.records().get(i).stream().sorted(Book.BY_TEXT).toList()) {
                    keys.add(key);
                    numbers.add(i);
                }
            return new Numbered(keys, numbers);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

    private Orders() {}

    public static void insert(Connection connection, RootState state, Row row) throws SQLException {
        ErasureOrder order = row.order();
        ErasureOrder.Records records = row.records();
        Numbered numbered = records == null ? null : Numbered.of(records);
        VaultDatabase.execute(
                connection,
                "INSERT INTO vault.erasure_order (erasure, kind, addresses, shown, keys, records, hindered, kept_keys,"
                        + " kept_grounds, arriving, arrived, later, ground, actor, at, after, completed, epoch, mac) VALUES (?, ?,"
                        + " ?::bytea, ?::uuid[], ?::uuid[], ?::integer[], ?::text, ?::uuid[], ?::text[], ?::boolean, ?::integer,"
                        + " ?::integer, ?, ?, ?, ?, ?, ?, ?)",
                order.erasure(),
                row.kind(),
                row.addresses(),
                records == null ? row.shown().toArray(UUID[]::new) : null,
                (numbered == null ? row.taken() : numbered.keys()).toArray(UUID[]::new),
                numbered == null ? null : numbered.records().toArray(Integer[]::new),
                records == null ? null : records.hindered().name(),
                records == null ? row.keptKeys().toArray(UUID[]::new) : null,
                records == null ? row.keptGrounds().toArray(String[]::new) : null,
                records == null ? row.arriving() : null,
                records == null ? row.arrived() : null,
                records == null ? row.later() : null,
                order.ground().code(),
                order.actor(),
                order.at(),
                row.after(),
                row.completed(),
                state.epoch(),
                mac(state, row));
    }

    private static byte[] mac(RootState state, Row row) {
        return state.mac(Book.Entry.order(row.order().erasure(), row.canonical()));
    }

    private static final String SELECT = "SELECT erasure, addresses, shown, keys, records, hindered, kept_keys,"
            + " kept_grounds, ground, actor, at, completed, epoch, mac, kind, arriving, arrived, later, after FROM vault.erasure_order ";

    /**
     * The order of this id; null when there is none.
     *
     * @throws VaultException when its row is not one that this vault wrote
     */
    public static @Nullable Row find(Connection connection, RootState state, UUID erasure) throws SQLException {
        try (ResultSet row = VaultDatabase.query(connection, SELECT + "WHERE erasure = ?", erasure)) {
            if (!row.next()) return null;
            Row found = read(row, state);
            if (found == null) throw forged(erasure);
            return found;
        }
    }

    private static VaultException forged(UUID erasure) {
        return new VaultException(
                "The order " + erasure + " in the vault's database is not one that this vault wrote:"
                        + " it was changed, or put there by somebody else. It is not carried out. Compare the vault with a backup");
    }

    /** Orders that are not complete, oldest first; and those that this vault did not write, by their ids. */
    public record Pending(List<Row> orders, Set<UUID> forged) {}

    public static Pending pending(Connection connection, RootState state) throws SQLException {
        List<Row> orders = new ArrayList<>();
        Set<UUID> forged = new HashSet<>();
        try (ResultSet row = VaultDatabase.query(connection, SELECT + "WHERE NOT completed ORDER BY at, erasure")) {
            while (row.next()) {
                Row found = read(row, state);
                if (found == null) forged.add(row.getObject(1, UUID.class));
                else orders.add(found);
            }
        }
        return new Pending(orders, forged);
    }

    /** Orders that are called complete, and are not by the ledger or not by this vault: who hides an order so is told of. */
    public static long hidden(Connection connection, RootState state, Ledger ledger) throws SQLException {
        long hidden = 0;
        try (ResultSet row = VaultDatabase.cursor(connection, SELECT + "WHERE completed")) {
            while (row.next())
                if (read(row, state) == null || !ledger.isRecorded(row.getObject(1, UUID.class))) hidden++;
        }
        return hidden;
    }

    private static @Nullable Row read(ResultSet row, RootState state) throws SQLException {
        Row read;
        try {
            read = read(row);
        } catch (IllegalArgumentException | NullPointerException | IndexOutOfBoundsException _) {
            return null; // of a shape that no order has
        }
        if (!read.kind().equals(row.getString(15))) return null;
        Book.Entry said = Book.Entry.order(read.order().erasure(), read.canonical());
        return state.holds(row.getInt(13), said, row.getBytes(14)) ? read : null;
    }

    private static Row read(ResultSet row) throws SQLException {
        UUID[] keys = uuids(row, 4);
        ErasureOrder.Scope scope;
        boolean person = row.getString(15).equals("person");
        for (int column = 16; column <= 18; column++)
            if ((row.getObject(column) != null) != person)
                throw new IllegalArgumentException("Only an order of a person says what arrives");
        if (person) {
            UUID[] kept = uuids(row, 7);
            String[] grounds = (String[]) row.getArray(8).getArray();
            Map<UUID, Ground> each = new HashMap<>();
            for (int i = 0; i < kept.length; i++) each.put(kept[i], new Ground(grounds[i]));
            scope = new ErasureOrder.Person(null, each, ErasureOrder.Person.ALL, row.getBoolean(16));
        } else {
            Integer[] numbers = (Integer[]) row.getArray(5).getArray();
            Map<Integer, Set<UUID>> records = new HashMap<>();
            for (int i = 0; i < keys.length; i++)
                records.computeIfAbsent(numbers[i], _ -> new HashSet<>()).add(keys[i]);
            scope = new ErasureOrder.Records(
                    List.copyOf(records.values()), ErasureOrder.Hindered.valueOf(row.getString(6)));
        }
        return new Row(
                new ErasureOrder(
                        row.getObject(1, UUID.class),
                        scope,
                        new Ground(row.getString(9)),
                        row.getObject(10, UUID.class),
                        VaultDatabase.instant(row, 11)),
                row.getBytes(2),
                Arrays.asList(uuids(row, 3)),
                person ? Arrays.asList(keys) : List.of(),
                row.getInt(17),
                row.getInt(18),
                row.getLong(19),
                row.getBoolean(12));
    }

    private static UUID[] uuids(ResultSet row, int column) throws SQLException {
        return row.getArray(column) == null
                ? new UUID[0]
                : (UUID[]) row.getArray(column).getArray();
    }

    /** Its erasure has its last entry: what it was about is forgotten, and so is the address. */
    public static void complete(Connection connection, RootState state, UUID erasure) throws SQLException {
        Row row;
        try {
            row = find(connection, state, erasure);
        } catch (VaultException e) {
            LOG.error("{}", e.getMessage());
            return; // its erasure has its last entry, whatever the row says
        }
        if (row == null || row.completed()) return;
        // No event names its key, and its place is dead: nothing has to be told of it any more.
        if (row.addresses() != null)
            VaultDatabase.execute(
                    connection,
                    "DELETE FROM vault.key WHERE key_id = ?",
                    row.sealed().token().keyId());
        Row complete = row.complete();
        VaultDatabase.execute(
                connection,
                "UPDATE vault.erasure_order SET completed = true, addresses = NULL,"
                        + " shown = CASE WHEN kind = 'person' THEN '{}'::uuid[] END,"
                        + " keys = CASE WHEN kind = 'person' THEN '{}'::uuid[] ELSE keys END, epoch = ?, mac = ? WHERE erasure = ?",
                state.epoch(),
                mac(state, complete),
                erasure);
    }

    /** Notes what came after that which was shown, in the transaction that writes the entry. */
    public static void count(Connection connection, RootState state, Row row) throws SQLException {
        VaultDatabase.execute(
                connection,
                "UPDATE vault.erasure_order SET arrived = ?, later = ?, epoch = ?, mac = ? WHERE erasure = ?",
                row.arrived(),
                row.later(),
                state.epoch(),
                mac(state, row),
                row.order().erasure());
    }

    /** Those of these orders that are there and that this vault wrote. */
    public static Map<UUID, Row> found(Connection connection, RootState state, Collection<UUID> erasures)
            throws SQLException {
        Map<UUID, Row> found = new HashMap<>();
        try (ResultSet row = VaultDatabase.query(
                connection, SELECT + "WHERE erasure = ANY (?)", (Object) erasures.toArray(UUID[]::new))) {
            while (row.next()) {
                Row each = read(row, state);
                if (each != null) found.put(each.order().erasure(), each);
            }
        }
        return found;
    }

    /** Which of these keys an order that is not complete is to keep, each with why. */
    public static Map<UUID, Ground> kept(Pending pending, Set<UUID> keyIds) {
        Map<UUID, Ground> kept = new HashMap<>();
        for (Row row : pending.orders())
            row.kept().forEach((key, ground) -> {
                if (keyIds.contains(key)) kept.put(key, ground);
            });
        return kept;
    }
}
