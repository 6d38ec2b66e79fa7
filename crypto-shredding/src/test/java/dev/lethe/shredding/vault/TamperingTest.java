package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.MONTH;
import static dev.lethe.shredding.vault.Notes.anonymous;
import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.find;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.order;
import static dev.lethe.shredding.vault.Notes.staff;
import static dev.lethe.shredding.vault.Notes.write;
import static dev.lethe.shredding.vault.TamperingTest.Outcome.ALARM;
import static dev.lethe.shredding.vault.TamperingTest.Outcome.QUIET;
import static dev.lethe.shredding.vault.TamperingTest.Outcome.REFUSED;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.HeldException;
import dev.lethe.shredding.Hindrance;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.root.RootFiles;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.vault.Notes.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What comes of it when somebody writes to the vault's tables: each column of each, rows taken away, and older rows put back.
 * After each of them everything runs that destroys, tidies or starts. It ends in an alarm or has no effect; nobody is erased
 * by it, nobody is given another's value, and all opens again once the rows are put back.
 */
class TamperingTest {

    /** What whoever runs the vault notices. */
    enum Outcome {
        QUIET,
        ALARM,
        REFUSED
    }

    /**
     * What each column leads to, however it is changed. A new column fails the test until it stands here: whoever adds it says
     * what happens when somebody else writes to it.
     */
    private static final Map<String, Set<Outcome>> COLUMNS = Map.ofEntries(
            entry("instance.only_one", EnumSet.of(QUIET)),
            entry("instance.instance_id", EnumSet.of(REFUSED)),
            entry("instance.state", EnumSet.of(QUIET)),
            entry("instance.created_at", EnumSet.of(QUIET)),
            entry("ledger.number", EnumSet.of(ALARM, REFUSED)),
            entry("ledger.erasure", EnumSet.of(QUIET, REFUSED)),
            entry("ledger.line", EnumSet.of(ALARM, REFUSED)),
            entry("ledger.hash", EnumSet.of(ALARM, REFUSED)),
            // Up to the anchor the chain proves itself, and "done" stands in the file too
            entry("ledger.epoch", EnumSet.of(QUIET)),
            entry("ledger.mac", EnumSet.of(QUIET)),
            entry("ledger.root_version", EnumSet.of(QUIET)),
            entry("ledger.done_epoch", EnumSet.of(QUIET)),
            entry("ledger.done_mac", EnumSet.of(QUIET)),
            entry("key.key_id", EnumSet.of(ALARM)),
            entry("key.prefix", EnumSet.of(ALARM)),
            entry("key.own", EnumSet.of(ALARM)),
            entry("key.epoch", EnumSet.of(ALARM)),
            entry("key.wrapped", EnumSet.of(ALARM)),
            entry("key.destroyed_by", EnumSet.of(QUIET, ALARM)), // taken from what is dead it hides nothing
            entry("key.sweep", EnumSet.of(ALARM)),
            entry("key.month", EnumSet.of(ALARM)),
            entry("key.ground", EnumSet.of(ALARM)),
            entry("key.mac", EnumSet.of(ALARM)),
            entry("identifier.prefix", EnumSet.of(ALARM)),
            entry("identifier.n", EnumSet.of(ALARM)),
            entry("identifier.of", EnumSet.of(ALARM)),
            entry("identifier.kind", EnumSet.of(ALARM)),
            entry("identifier.flags", EnumSet.of(ALARM)),
            entry("identifier.epoch", EnumSet.of(ALARM)),
            entry("identifier.sealed", EnumSet.of(ALARM)),
            entry("identifier.number", EnumSet.of(QUIET, ALARM)), // one that the sequence did not give is told
            entry("identifier.written_at", EnumSet.of(ALARM)),
            entry("identifier.head", EnumSet.of(ALARM)),
            entry("identifier.written_epoch", EnumSet.of(ALARM)),
            entry("identifier.written_mac", EnumSet.of(ALARM)),
            // That another mark is borne is told as a restore
            entry("mark.only_one", EnumSet.of(ALARM)),
            entry("mark.mark", EnumSet.of(ALARM)),
            entry("mark.epoch", EnumSet.of(ALARM)),
            entry("mark.mac", EnumSet.of(ALARM)),
            entry("search.only_one", EnumSet.of(ALARM)),
            entry("search.up_to", EnumSet.of(ALARM)),
            entry("search.epoch", EnumSet.of(ALARM)),
            entry("search.mac", EnumSet.of(ALARM)),
            // That it was kept stands in the ledger too, and what is restricted is said with the mark
            entry("state.key_id", EnumSet.of(ALARM)),
            entry("state.state", EnumSet.of(ALARM)),
            entry("state.day", EnumSet.of(ALARM)),
            entry("state.ground", EnumSet.of(ALARM)),
            entry("state.epoch", EnumSet.of(ALARM)),
            entry("state.mac", EnumSet.of(ALARM)),
            entry("erasure_order.erasure", EnumSet.of(ALARM)),
            entry("erasure_order.kind", EnumSet.of(ALARM)),
            entry("erasure_order.addresses", EnumSet.of(ALARM)),
            entry("erasure_order.shown", EnumSet.of(ALARM)),
            entry("erasure_order.keys", EnumSet.of(ALARM)),
            entry("erasure_order.records", EnumSet.of(ALARM)),
            entry("erasure_order.hindered", EnumSet.of(ALARM)),
            entry("erasure_order.kept_keys", EnumSet.of(ALARM)),
            entry("erasure_order.kept_grounds", EnumSet.of(ALARM)),
            entry("erasure_order.arriving", EnumSet.of(ALARM)),
            entry("erasure_order.arrived", EnumSet.of(ALARM)),
            entry("erasure_order.later", EnumSet.of(ALARM)),
            entry("erasure_order.ground", EnumSet.of(ALARM)),
            entry("erasure_order.actor", EnumSet.of(ALARM)),
            entry("erasure_order.at", EnumSet.of(ALARM)),
            entry("erasure_order.after", EnumSet.of(ALARM)),
            entry("erasure_order.completed", EnumSet.of(ALARM)),
            entry("erasure_order.epoch", EnumSet.of(ALARM)),
            entry("erasure_order.mac", EnumSet.of(ALARM)),
            // There is none here, since a start ends it: ReplacingTest changes each
            entry("replacement.erasure", EnumSet.noneOf(Outcome.class)),
            entry("replacement.key", EnumSet.noneOf(Outcome.class)),
            entry("replacement.replacement", EnumSet.noneOf(Outcome.class)),
            entry("replacement.actor", EnumSet.noneOf(Outcome.class)),
            entry("replacement.at", EnumSet.noneOf(Outcome.class)),
            entry("replacement.head", EnumSet.noneOf(Outcome.class)),
            entry("replacement.epoch", EnumSet.noneOf(Outcome.class)),
            entry("replacement.mac", EnumSet.noneOf(Outcome.class)));

    /** Flyway's own: what it says decides whether the vault starts, and nothing else. */
    private static final String HISTORY = "schema_history";

    private static final Ground CLAIMS = new Ground("gdpr-17-3-e");
    private static final String NOBODY = "nobody at all";

    private static final TestClock CLOCK = TestClock.running();
    private static final TestVault TEST = TestVault.unopened().withMadeAhead(2).withClock(CLOCK);
    private static final RememberedEvents EVENTS = new RememberedEvents();
    private static RememberedEvents.Backup events;

    /** Their texts by name; what never dies, what an order of before may take, and what is dead. */
    private static final Map<String, Note> NOTES = new LinkedHashMap<>();

    private static final Set<String> DEAD = Set.of("gone", "ada", "frank");
    private static final Set<String> DOOMED = Set.of("due", "upload", "victim", "eve");
    private static final Set<String> RESTRICTED = Set.of("zoe", "beside zoe", "yan");
    private static final Map<String, Prefix> PLACES = new HashMap<>();
    private static final List<ErasureProof> PROOFS = new ArrayList<>();
    private static Map<Path, byte[]> root;
    /** The tables, with the columns of their primary keys. */
    private static final Map<String, String> KEYS = new TreeMap<>();

    private static void note(String name, Note note) {
        NOTES.put(name, note);
        EVENTS.append(note.keyId());
    }

    /** As their events say. */
    private static void noteWhatCame() {
        Set<String> none = Set.of("gone", "beside carol", "upload", "due", "victim", "zoe", "yan", "hal");
        Set<String> two = Set.of("ada", "ada kept", "bob", "eve kept", "carol", "dave");
        NOTES.forEach((name, note) -> {
            if (!name.startsWith("beside"))
                EVENTS.part(note.keyId(), none.contains(name) ? 0 : two.contains(name) ? 2 : 1);
        });
    }

    private static KeyVault vault() {
        return TEST.vault();
    }

    private static UUID key(String name) {
        return NOTES.get(name).keyId();
    }

    private static Owner named(String email, Identifier... others) {
        List<Identifier> all = new ArrayList<>(List.of(Identifier.email(email)));
        all.addAll(List.of(others));
        return new Owner.Named(Lane.PEOPLE, Population.PUBLIC, all);
    }

    @BeforeAll
    static void write_what_there_is_to_tamper_with() {
        TEST.reopen();
        vault().join(EVENTS);
        note("gone", write(vault(), anonymous(MONTH), "gone"));
        note("ada", write(vault(), named("ada@example.org", new Identifier(Identifier.Kind.NAME, "Ada")), "ada"));
        vault().mark(EVENTS);
        hoursPass();
        vault().destroyOrphans(EVENTS, 50); // up to here nobody looks again
        note(
                "ada kept",
                write(
                        vault(),
                        named("ada@example.org", new Identifier(Identifier.Kind.PHONE, "07700 900001")),
                        "ada kept"));
        note("bob", write(vault(), named("bob@example.org", new Identifier(Identifier.Kind.NAME, "Bob")), "bob"));
        note("frank", write(vault(), named("frank@example.org"), "frank"));
        List<Note> pair = write(vault(), List.of(named("ann@example.org"), named("ben@example.org")), "pair");
        note("ann", pair.get(0));
        note("ben", pair.get(1));
        note("carol", write(vault(), staff("carol@example.org"), "carol"));
        note("dave", write(vault(), staff("dave@example.org"), "dave"));
        try (RecordKeys keys = vault().moreKeysBeside(key("carol"), 1)) {
            Notes.Id id = NOTES.get("carol").id();
            note("beside carol", new Note(id, keys.seal(0, Notes.LABEL.in(id), "beside carol")));
        }
        note("upload", write(vault(), anonymous(Lane.MINUTES), "upload"));
        note("eve", write(vault(), named("eve@example.org"), "eve"));
        note(
                "eve kept",
                write(vault(), named("eve@example.org", new Identifier(Identifier.Kind.NAME, "Eve")), "eve kept"));
        note("due", write(vault(), anonymous(MONTH), "due"));
        note("victim", write(vault(), anonymous(MONTH), "victim"));
        note("zoe", write(vault(), anonymous(MONTH), "zoe"));
        try (RecordKeys keys = vault().moreKeysBeside(key("zoe"), 1)) {
            Notes.Id id = NOTES.get("zoe").id();
            note("beside zoe", new Note(id, keys.seal(0, Notes.LABEL.in(id), "beside zoe")));
        }
        note("yan", write(vault(), anonymous(MONTH), "yan"));
        note("hal", write(vault(), anonymous(MONTH), "hal"));
        NOTES.forEach((name, note) -> PLACES.put(
                name, Prefix.of((byte[]) TEST.value("SELECT prefix FROM vault.key WHERE key_id = ?", note.keyId()))));
        noteWhatCame();
        ErasureOrder first = order(NOTES.get("gone"));
        vault().order(first);
        vault().restrict(Set.of(key("hal")), CLAIMS);
        keep("early");
        vault().restrict(keys(RESTRICTED), CLAIMS);
        vault().liftRestriction(Set.of(key("hal")));
        PROOFS.add(vault().carryOut(first.erasure()));
        vault().sweep();
        PROOFS.add(erase(vault(), order(find(vault(), "ada@example.org"), Map.of(key("ada kept"), CLAIMS))));
        PROOFS.add(erase(vault(), order(find(vault(), "frank@example.org"), Map.of(key("frank"), CLAIMS))));
        keep("middle");
        PROOFS.add(erase(
                vault(),
                new ErasureOrder(
                        UUID.randomUUID(),
                        new ErasureOrder.Records(List.of(Set.of(key("frank"))), ErasureOrder.Hindered.HOLD_ENDS),
                        Notes.GROUND,
                        Notes.OFFICER,
                        Instant.now())));
        vault().order(order(find(vault(), "eve@example.org"), Map.of(key("eve kept"), CLAIMS)));
        EVENTS.keep(key("eve kept"), CLAIMS);
        vault().order(order(NOTES.get("victim")));
        vault().mark(EVENTS);
        events = EVENTS.backup();
        TEST.shut();
        keep("good");
        for (String other : List.of("theirs", "ours")) {
            keep(other);
        }
        tables().forEach(table -> KEYS.put(table, primaryKey(table)));
        root = TEST.rootFiles();
        // Each column is to be changed alone
        for (String check : strings("SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)"
                + " FROM pg_constraint WHERE connamespace = 'vault'::regnamespace AND contype = 'c'"))
            TEST.update(check);
    }

    @AfterAll
    static void close() {
        TEST.close();
    }

    // --- The tables ---

    private static List<String> strings(String sql, Object... values) {
        return TEST.sql(connection -> strings(connection, sql, values));
    }

    private static List<String> strings(Connection connection, String sql, Object... values) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
            var row = statement.executeQuery();
            while (row.next()) strings.add(row.getString(1));
        }
        return strings;
    }

    private static List<String> tables() {
        return strings("SELECT table_name FROM information_schema.tables WHERE table_schema = 'vault'"
                + " AND table_type = 'BASE TABLE' ORDER BY table_name");
    }

    private static String primaryKey(String table) {
        return strings(
                        "SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_index i JOIN pg_attribute a"
                                + " ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
                                + " WHERE i.indrelid = ('vault.' || ?)::regclass AND i.indisprimary",
                        table)
                .getFirst();
    }

    /** Keeps all tables as they are now. */
    private static void keep(String name) {
        TEST.update("CREATE SCHEMA " + name);
        for (String table : tables())
            TEST.update("CREATE TABLE " + name + "." + table + " AS SELECT * FROM vault." + table);
    }

    /** Everything as it was before the first case. The vault is shut. */
    private static void reset() {
        TEST.shut();
        TEST.sql(connection -> {
            connection.setAutoCommit(false);
            execute(
                    connection,
                    Stream.of("vault", "theirs", "ours")
                            .flatMap(schema -> KEYS.keySet().stream().map(table -> schema + "." + table))
                            .collect(Collectors.joining(", ", "TRUNCATE ", "")));
            for (String table : KEYS.keySet()) insert(connection, table, "good." + table);
            execute(
                    connection,
                    "SELECT setval(pg_get_serial_sequence('vault.identifier', 'number'), max(number)) FROM vault.identifier");
            connection.commit();
            return null;
        });
        TEST.restoreRootFiles(root);
        EVENTS.restore(events);
    }

    private static void hoursPass() {
        CLOCK.later(Duration.ofHours(3));
        TEST.letPass(Duration.ofHours(3));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void insert(Connection connection, String table, String from) throws SQLException {
        execute(connection, "INSERT INTO vault." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM " + from);
    }

    /** Changes a copy of some rows of a table, and puts them in the place of the rows. */
    private static void change(String table, String where, String set) {
        TEST.sql(connection -> {
            connection.setAutoCommit(false);
            for (String copy : List.of("changed", "original"))
                execute(
                        connection,
                        "CREATE TEMPORARY TABLE " + copy + " ON COMMIT DROP AS SELECT * FROM vault." + table + " WHERE "
                                + where);
            execute(connection, "UPDATE changed SET " + set);
            execute(connection, "DELETE FROM vault." + table + " WHERE " + where);
            insert(connection, table, "changed");
            connection.commit();
            return null;
        });
    }

    /** Notes what the tables lack of what they had, and what they have that they had not. */
    private static boolean noteWhatWasDone(String table) {
        return TEST.sql(connection -> {
            execute(
                    connection,
                    "INSERT INTO theirs." + table + " SELECT * FROM vault." + table + " EXCEPT SELECT * FROM good."
                            + table);
            execute(
                    connection,
                    "INSERT INTO ours." + table + " SELECT * FROM good." + table + " EXCEPT SELECT * FROM vault."
                            + table);
            return !strings(
                            connection,
                            "SELECT 'some' FROM ours." + table + " UNION ALL SELECT 'some' FROM theirs." + table
                                    + (table.equals("key") ? " WHERE false" : ""))
                    .isEmpty(); // while it serves, the vault makes keys
        });
    }

    /** Whatever the vault wrote since stays. It is shut. */
    private static void putBack(String table) {
        TEST.sql(connection -> {
            connection.setAutoCommit(false);
            String key = KEYS.get(table);
            for (String other : List.of("theirs", "ours"))
                execute(
                        connection,
                        "DELETE FROM vault." + table + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + other + "."
                                + table + ")");
            insert(connection, table, "ours." + table);
            connection.commit();
            return null;
        });
    }

    // --- What is let run, and what must hold ---

    private final List<String> alarms = new ArrayList<>();

    /** Fails for anything that is no alarm of the vault's own. */
    private void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (VaultException | CannotBeOpenedException alarm) {
            alarms.add(what + ": " + alarm.getMessage());
        }
    }

    private void runEverything() {
        openAll();
        attempt("tidying", TamperingTest::tidy);
        attempt("sweep", () -> vault().sweep());
        attempt("hindrances", () -> vault().hindrances(keys(NOTES.keySet())));
        attempt("counting", () -> vault().livingKeys());
        search();
        attempt("pending", () -> {
            for (ErasureOrder order : vault().pending()) attempt("order", () -> vault().carryOut(order.erasure()));
        });
        attempt(
                "retention",
                () -> erase(
                        vault(),
                        new ErasureOrder(
                                UUID.randomUUID(),
                                new ErasureOrder.Records(
                                        List.of(Set.of(key("due")), Set.of(key("ada kept")), Set.of(key("eve kept"))),
                                        ErasureOrder.Hindered.LEFT_OUT),
                                Notes.GROUND,
                                Notes.OFFICER,
                                Instant.now())));
        // As whoever runs it asks before
        if (vault().restores().stream().noneMatch(Restore::isAwaited))
            attempt(
                    "retention of what is restricted",
                    () -> erase(
                            vault(),
                            new ErasureOrder(
                                    UUID.randomUUID(),
                                    new ErasureOrder.Records(
                                            List.of(keys(Set.of("zoe", "beside zoe")), Set.of(key("yan"))),
                                            ErasureOrder.Hindered.LEFT_OUT),
                                    Notes.GROUND,
                                    Notes.OFFICER,
                                    Instant.now())));
        attempt("an editor deletes what an order is to keep", () -> {
            try {
                erase(vault(), order(NOTES.get("eve kept")));
            } catch (HeldException _) {
                // as it should be
            }
        });
        attempt("what lives for minutes", () -> vault().endShortLived(keys(Set.of("upload", "bob", "ada kept"))));
        hoursPass();
        attempt(
                "orphans",
                () -> assertThat(vault().destroyOrphans(EVENTS, 50).destroyed()).isZero());
        attempt("proofs", () -> {
            for (ErasureProof proof : PROOFS)
                assertThat(vault().opensNothing(proof.erasure())).isTrue();
        });
        search();
        attempt("sweep", () -> vault().sweep());
        attempt("tidying", TamperingTest::tidy);
        attempt("counting identifiers", () -> vault().countIdentifiers(EVENTS));
        openAll();
        attempt(
                "health",
                () -> vault().health().advice().stream()
                        .filter(advice -> advice.contains("Compare") || advice.contains("./lethe restored"))
                        .forEach(advice -> alarms.add("health: " + advice)));
        assertNobodyDied();
    }

    private static Set<UUID> keys(Collection<String> names) {
        return names.stream().map(TamperingTest::key).collect(Collectors.toSet());
    }

    private void openAll() {
        Openings openings =
                vault().openAll(NOTES.values().stream().map(Note::sealed).toList());
        NOTES.forEach((name, note) -> attempt(name, () -> assertIsItself(name, openings.of(note.sealed()))));
        NOTES.forEach((name, note) -> attempt(name, () -> assertIsItself(name, open(vault(), note))));
    }

    private static void assertIsItself(String name, Opened<String> opened) {
        switch (opened) {
            case Opened.Known<String>(String text) -> {
                assertThat(DEAD).as("the dead opens").doesNotContain(name);
                assertThat(text).isEqualTo(name.equals("ann") || name.equals("ben") ? "pair" : name);
            }
            case Opened.Erased<String> _ ->
                assertThat(mayBeDead()).as("called erased").contains(name);
            // An older row of hal's shows what was so once
            case Opened.Restricted<String> _ ->
                assertThat(name).as("called restricted").isIn("zoe", "beside zoe", "yan", "hal");
        }
    }

    private static Set<String> mayBeDead() {
        Set<String> may = new HashSet<>(DEAD);
        may.addAll(DOOMED);
        return may;
    }

    private static void tidy() {
        Set<UUID> may = keys(mayBeDead());
        vault().allDestroyed(each -> assertThat(may).as("tidied").contains(each.keyId()));
        vault().destroyedAmong(keys(NOTES.keySet()), each -> assertThat(may).contains(each.keyId()));
        for (ErasureProof proof : PROOFS)
            vault().destroyedBy(proof.erasure(), each -> assertThat(may).contains(each.keyId()));
    }

    private void search() {
        Map<String, Set<String>> people = Map.of(
                "ada@example.org", Set.of("ada kept"),
                "bob@example.org", Set.of("bob"),
                "ann@example.org", Set.of("ann"),
                "eve@example.org", Set.of("eve", "eve kept"),
                "frank@example.org", Set.of());
        people.forEach((address, theirs) -> attempt(
                "search",
                () -> vault().enquire(Identifier.email(address), Population.PUBLIC)
                        .ifPresent(found -> assertThat(keys(theirs))
                                .containsAll(found.keys().stream()
                                        .map(Enquiry.HeldKey::keyId)
                                        .toList()))));
        for (String who : List.of("carol", "dave"))
            attempt(
                    "sign-in",
                    () -> vault().memberOfStaff(Identifier.email(who + "@example.org"))
                            .ifPresent(found -> assertThat(found)
                                    .isEqualTo(new KeyVault.MemberOfStaff(
                                            Notes.account(who + "@example.org"), key(who)))));
        attempt(
                "sign-in",
                () -> assertThat(vault().memberOfStaff(Identifier.email("bob@example.org")))
                        .isEmpty());
    }

    private static void assertNobodyDied() {
        RootState state;
        try {
            state = RootFiles.in(TEST.roots().getFirst());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        List<String> swept = strings("SELECT line FROM vault.ledger WHERE line LIKE '%\"sweep\"%' AND number > 2");
        NOTES.forEach((name, note) -> {
            if (mayBeDead().contains(name)) return;
            assertThat(state.tree().covers(PLACES.get(name)))
                    .as("the place of %s", name)
                    .isTrue();
            assertThat(swept).noneMatch(line -> line.contains(note.keyId().toString()));
        });
    }

    private static void assertAllIsAsItWas() {
        NOTES.forEach((name, note) -> {
            Opened<String> opened = open(vault(), note);
            assertIsItself(name, opened);
            if (DEAD.contains(name))
                assertThat(opened)
                        .isInstanceOfSatisfying(
                                Opened.Erased.class,
                                erased -> assertThat(erased.ground()).isEqualTo(Notes.GROUND));
            assertThat(opened instanceof Opened.Restricted).isEqualTo(RESTRICTED.contains(name));
        });
        assertThat(find(vault(), "bob@example.org").keys())
                .extracting(Enquiry.HeldKey::keyId)
                .containsExactly(key("bob"));
        assertThat(find(vault(), "ada@example.org").keys())
                .extracting(Enquiry.HeldKey::keyId, Enquiry.HeldKey::kept)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(key("ada kept"), CLAIMS));
        assertThat(vault().memberOfStaff(Identifier.email("carol@example.org")))
                .contains(new KeyVault.MemberOfStaff(Notes.account("carol@example.org"), key("carol")));
        assertThat(vault().hindrances(keys(Set.of("ada kept"))))
                .isEqualTo(Map.of(key("ada kept"), new Hindrance.Held(CLAIMS)));
    }

    /**
     * What comes of it, when all that is let run has run and the rows are put back; null when nothing was changed.
     *
     * @param running whether it is done while the vault serves, or before it starts
     */
    private @Nullable Outcome outcome(String table, boolean running, Runnable tampering) {
        alarms.clear();
        boolean refused = false;
        reset();
        if (running) {
            TEST.reopen();
            find(vault(), "bob@example.org"); // the addresses are read
        }
        tampering.run();
        if (!noteWhatWasDone(table)) return null;
        if (running) {
            if (!table.equals("mark")) attempt("join", () -> vault().join(EVENTS)); // which draws another
            runEverything();
        } else {
            try {
                TEST.reopen();
                attempt("join", () -> vault().join(EVENTS));
                runEverything();
                TEST.shut();
                // As a restored table would have it: applied again, while it is still as it was changed
                TEST.update("UPDATE vault.key SET destroyed_by = NULL WHERE destroyed_by >= 5");
                TEST.update("DELETE FROM vault.ledger WHERE number >= 5");
                TEST.reopen();
                openAll();
                attempt("tidying", TamperingTest::tidy);
                attempt("sweep", () -> vault().sweep());
                assertNobodyDied();
            } catch (VaultException e) {
                refused = true;
                alarms.add("start: " + e.getMessage());
            }
        }
        TEST.shut();
        putBack(table);
        TEST.reopen();
        assertAllIsAsItWas();
        assertNobodyDied();
        return refused ? REFUSED : alarms.isEmpty() ? QUIET : ALARM;
    }

    // --- Each column ---

    /** By what a column's values are replaced: by each other, every second by none; and by one that could be there. */
    private static Map<String, String> others(Column of) {
        Map<String, String> others = new LinkedHashMap<>();
        String column = of.name();
        // A value for each value, so that keys stay unique
        String next = "coalesce((SELECT o.%1$s FROM original o WHERE o.%1$s > changed.%1$s ORDER BY 1 LIMIT 1),"
                + " (SELECT o.%1$s FROM original o ORDER BY 1 LIMIT 1))";
        others.put(
                "each other's",
                (of.nullable() ? "CASE WHEN (ctid::text::point)[1]::integer %% 2 = 0 THEN " + next + " END" : next)
                        .formatted(column));
        others.put(
                "another",
                switch (of.type()) {
                    case "uuid" -> "gen_random_uuid()";
                    case "bytea" ->
                        "set_byte(" + column + ", octet_length(" + column + ") - 1, get_byte(" + column
                                + ", octet_length(" + column + ") - 1) # 1)";
                    case "boolean" -> "NOT " + column;
                    case "date" -> column + " + 40";
                    case "timestamp with time zone", "timestamp without time zone" -> column + " - interval '3 days'";
                    case "ARRAY" -> column + "[2:]";
                    case "text", "character varying" ->
                        switch (of.full()) {
                            case "identifier.kind" -> "CASE kind WHEN 'email' THEN 'name' ELSE 'email' END";
                            case "erasure_order.kind" -> "CASE kind WHEN 'person' THEN 'records' ELSE 'person' END";
                            case "erasure_order.hindered" -> "'HOLD_ENDS'";
                            case "instance.state" -> "'creating'";
                            case "ledger.line" -> "replace(line, 'gdpr-17-1-b', 'retention')";
                            default -> "'restricted'";
                        };
                    default -> column + " + 1";
                });
        return others;
    }

    @Test
    void each_column_is_tried() {
        assertThat(Column.all())
                .as("say in COLUMNS what happens when somebody changes it")
                .extracting(Column::full)
                .containsExactlyInAnyOrderElementsOf(COLUMNS.keySet());
    }

    /** Types by the names of columns. */
    private record Column(String table, String name, String type, boolean nullable) {

        String full() {
            return table + "." + name;
        }

        static List<Column> all() {
            return strings("SELECT table_name || ' ' || column_name || ' ' || is_nullable || ' ' || data_type"
                            + " FROM information_schema.columns WHERE table_schema = 'vault' AND table_name <> '"
                            + HISTORY
                            + "' ORDER BY 1")
                    .stream()
                    .map(each -> each.split(" ", 4))
                    .map(each -> new Column(each[0], each[1], each[3], each[2].equals("YES")))
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> whoever_changes_a_column_erases_nobody() {
        return Column.all().stream()
                .map(column -> dynamicTest(column.full(), () -> {
                    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
                    others(column).forEach((name, other) -> {
                        boolean another = name.equals("another");
                        String where = another && column.table().equals("key") ? NOT_OF_ORDERS : "true";
                        Outcome outcome = outcome(
                                column.table(),
                                !another,
                                () -> change(column.table(), where, column.name() + " = " + other));
                        if (outcome != null) outcomes.add(outcome);
                    });
                    assertThat(outcomes).as("%s", alarms).isEqualTo(COLUMNS.getOrDefault(column.full(), Set.of()));
                }));
    }

    // --- Rows taken away, put in, moved and played back ---

    /** @param running what comes of it while the vault serves; @param before the same before it starts */
    private record Case(String name, String table, Outcome running, Outcome before, List<String> sql) {
        static Case of(String name, String table, Outcome running, Outcome before, String... sql) {
            return new Case(name, table, running, before, List.of(sql));
        }
    }

    private static String sql(String text) {
        for (var note : NOTES.entrySet())
            text = text.replace("<" + note.getKey() + ">", "'" + note.getValue().keyId() + "'")
                    .replace("[" + note.getKey() + "]", "'\\x" + PLACES.get(note.getKey()) + "'");
        return text;
    }

    private static List<Case> cases() {
        return List.of(
                Case.of(
                        "keys are taken away",
                        "key",
                        ALARM,
                        ALARM,
                        "DELETE FROM vault.key WHERE key_id IN (<bob>, <beside carol>, <ada kept>, <ada>, <gone>, <victim>)"),
                Case.of(
                        "the keys of orders are taken away",
                        "key",
                        ALARM,
                        ALARM,
                        "DELETE FROM vault.key WHERE get_byte(prefix, 0) = 0"),
                Case.of(
                        "a key is moved to where another died",
                        "key",
                        ALARM,
                        ALARM,
                        "UPDATE vault.key SET prefix = [ada] WHERE key_id = <bob>"),
                Case.of(
                        "a key is moved to where another is about to die",
                        "key",
                        ALARM,
                        ALARM,
                        "UPDATE vault.key SET prefix = [eve], own = false WHERE key_id = <bob>"),
                Case.of(
                        "a key is moved to where an order is about to destroy a record",
                        "key",
                        ALARM,
                        ALARM,
                        "UPDATE vault.key SET prefix = [victim] WHERE key_id = <bob>"),
                Case.of(
                        "a key is moved to where things live for minutes",
                        "key",
                        ALARM,
                        ALARM,
                        "UPDATE vault.key SET prefix = [upload] WHERE key_id = <bob>"),
                Case.of(
                        "a key is moved to another's account",
                        "key",
                        ALARM,
                        ALARM,
                        "UPDATE vault.key SET prefix = [carol] WHERE key_id = <dave>"),
                Case.of(
                        "a key is called by another's id",
                        "key",
                        ALARM,
                        ALARM,
                        "DELETE FROM vault.key WHERE key_id = <bob>",
                        "UPDATE vault.key SET key_id = <bob> WHERE key_id = <eve>"),
                Case.of(
                        "a key is blanked as another was",
                        "key",
                        ALARM,
                        ALARM,
                        "UPDATE vault.key k SET prefix = NULL, own = NULL, wrapped = NULL, sweep = g.sweep, month = g.month,"
                                + " ground = g.ground, mac = g.mac FROM vault.key g WHERE g.key_id = <gone> AND k.key_id = <bob>"),
                Case.of(
                        "an identifier of several is taken away",
                        "identifier",
                        ALARM,
                        ALARM,
                        "DELETE FROM vault.identifier WHERE prefix IN ([bob], [eve kept]) AND n = 1"),
                // Only the events know that there were any
                Case.of(
                        "all identifiers of a record are taken away",
                        "identifier",
                        ALARM,
                        ALARM,
                        "DELETE FROM vault.identifier WHERE prefix IN ([bob], [carol])"),
                Case.of(
                        "identifiers are moved to another's record",
                        "identifier",
                        ALARM,
                        ALARM,
                        "UPDATE vault.identifier SET prefix = [bob], n = n + 2 WHERE prefix = [eve kept]"),
                Case.of(
                        "an identifier is put in",
                        "identifier",
                        ALARM,
                        ALARM,
                        "INSERT INTO vault.identifier (prefix, n, of, kind, flags, epoch, sealed)"
                                + " SELECT [bob], 3, of, kind, flags, epoch, sealed FROM vault.identifier"
                                + " WHERE prefix = [eve kept] AND n = 1",
                        "UPDATE vault.identifier SET of = of WHERE prefix = [bob]"),
                Case.of(
                        "an identifier is moved to a lane that is none",
                        "identifier",
                        ALARM,
                        ALARM,
                        "UPDATE vault.identifier SET prefix = set_byte(prefix, 0, 99) WHERE prefix = [ann]"),
                Case.of(
                        "what says that a record is held is taken away",
                        "state",
                        QUIET,
                        QUIET,
                        "DELETE FROM vault.state WHERE state = 'held'"),
                Case.of(
                        "a record is called held",
                        "state",
                        QUIET,
                        QUIET,
                        "UPDATE vault.state SET key_id = <due> WHERE state = 'held'"),
                Case.of(
                        "what says that records are restricted is taken away",
                        "state",
                        ALARM,
                        ALARM,
                        "DELETE FROM vault.state WHERE state = 'restricted'"),
                Case.of(
                        "what says that one record of two is restricted is taken away",
                        "state",
                        ALARM,
                        ALARM,
                        "DELETE FROM vault.state WHERE key_id = <yan>"),
                Case.of(
                        "another record is called restricted",
                        "state",
                        ALARM,
                        ALARM,
                        "UPDATE vault.state SET key_id = <bob> WHERE key_id = <zoe>"),
                Case.of(
                        "what is restricted is called held",
                        "state",
                        ALARM,
                        ALARM,
                        "UPDATE vault.state SET state = 'held' WHERE state = 'restricted'"),
                // Their events say what they were, and what they keep
                Case.of(
                        "orders are taken away",
                        "erasure_order",
                        QUIET,
                        QUIET,
                        "DELETE FROM vault.erasure_order WHERE NOT completed"),
                Case.of(
                        "orders that were carried out are taken away",
                        "erasure_order",
                        QUIET,
                        QUIET,
                        "DELETE FROM vault.erasure_order WHERE completed"),
                Case.of(
                        "orders are called complete",
                        "erasure_order",
                        ALARM,
                        ALARM,
                        "UPDATE vault.erasure_order SET completed = true"),
                Case.of(
                        "an order is written again for another record",
                        "erasure_order",
                        ALARM,
                        ALARM,
                        "INSERT INTO vault.erasure_order SELECT (jsonb_populate_record(o, jsonb_build_object('erasure',"
                                + " gen_random_uuid(), 'keys', ARRAY[<bob>]))).* FROM vault.erasure_order o"
                                + " WHERE kind = 'records' AND NOT completed",
                        "DELETE FROM vault.erasure_order WHERE kind = 'person' AND completed"),
                Case.of(
                        "the ledger's last entry is taken away",
                        "ledger",
                        ALARM,
                        QUIET,
                        "DELETE FROM vault.ledger WHERE number = 5"),
                Case.of(
                        "the ledger's first entry is taken away",
                        "ledger",
                        ALARM,
                        REFUSED,
                        "DELETE FROM vault.ledger WHERE number = 1"),
                Case.of("the ledger is taken away", "ledger", ALARM, QUIET, "DELETE FROM vault.ledger"),
                Case.of("the vault's name is taken away", "instance", QUIET, REFUSED, "DELETE FROM vault.instance"),
                Case.of(
                        "the history of the tables is taken away",
                        HISTORY,
                        QUIET,
                        REFUSED,
                        "DELETE FROM vault." + HISTORY));
    }

    @TestFactory
    Stream<DynamicTest> whoever_takes_moves_or_adds_rows_erases_nobody() {
        return cases().stream()
                .map(each -> dynamicTest(each.name(), () -> {
                    Runnable tampering = () -> each.sql().forEach(sql -> TEST.update(sql(sql)));
                    List<Outcome> outcomes = new ArrayList<>();
                    for (boolean running : List.of(true, false)) {
                        outcomes.add(outcome(each.table(), running, tampering));
                    }
                    assertThat(outcomes).containsExactly(each.running(), each.before());
                }));
    }

    @TestFactory
    Stream<DynamicTest> an_older_row_of_the_same_place_brings_nobody_back_and_erases_nobody() {
        return KEYS.keySet().stream()
                .flatMap(table -> Stream.of("early", "middle")
                        .map(when -> dynamicTest(table + " as it was " + when, () -> {
                            String key = KEYS.get(table);
                            Runnable tampering = () -> {
                                String older = "(SELECT * FROM " + when + "." + table + " EXCEPT SELECT * FROM vault."
                                        + table + ")";
                                TEST.update("DELETE FROM vault." + table + " WHERE (" + key + ") IN (SELECT " + key
                                        + " FROM " + older + " o)");
                                TEST.update("INSERT INTO vault." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM "
                                        + when + "." + table + " o WHERE (" + key + ") NOT IN (SELECT " + key
                                        + " FROM vault." + table + ")");
                            };
                            for (boolean running : List.of(true, false)) {
                                Outcome outcome = outcome(table, running, tampering);
                                if (table.equals("mark")) assertThat(outcome).isIn(null, ALARM);
                                // A hold that ended is told by nobody, a restriction that ended is
                                else if (table.equals("state") && when.equals("early"))
                                    assertThat(outcome).isEqualTo(ALARM);
                                else assertThat(outcome).isIn(null, QUIET);
                            }
                        })));
    }

    @Test
    void a_ledger_that_is_cut_and_has_no_file_beside_it_is_refused_and_what_was_only_called_undone_is_done()
            throws IOException {
        for (String cut : List.of("number = 5", "number > 0")) {
            reset();
            Files.delete(TEST.ledgerFile());
            TEST.update("DELETE FROM vault.ledger WHERE " + cut);
            assertThatThrownBy(TEST::reopen).isInstanceOf(VaultRefusedException.class);
        }
        reset();
        Files.delete(TEST.ledgerFile());
        TEST.update("UPDATE vault.ledger SET root_version = NULL, done_epoch = NULL, done_mac = NULL");
        alarms.clear();
        TEST.reopen();
        runEverything();
        assertAllIsAsItWas();
        assertThat(alarms).isEmpty();
    }

    @Test
    void who_sets_numbers_back_hides_nobody() {
        reset();
        TEST.reopen();
        find(vault(), "bob@example.org");
        TEST.value("SELECT setval('vault.identifier_number_seq', 1, false)"); // which an erased row had
        Note late = write(vault(), named("late@example.org"), "late");

        assertThat(find(vault(), "late@example.org").keys())
                .extracting(Enquiry.HeldKey::keyId)
                .containsExactly(late.keyId());
        assertAllIsAsItWas();
    }

    /** What the orders' own keys hold would stop every order, whatever else is wrong. */
    private static final String NOT_OF_ORDERS =
            "key_id NOT IN (SELECT key_id FROM good.key g WHERE prefix IS NOT NULL AND get_byte(prefix, 0) = 0)";
}
