package dev.lethe.shredding.vault;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.VaultConfiguration;
import dev.lethe.shredding.root.RootFiles;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * A real vault for tests: a fresh database, a fresh root directory, and everything that an operator or an adversary could
 * do to either. Close it; nothing is left.
 */
public final class TestVault implements AutoCloseable {

    /** Parents before those that refer to them. */
    private static final List<String> TABLES = List.of(
            "instance", "ledger", "key", "identifier", "mark", "search", "state", "erasure_order", "replacement");

    private final DataSource database;
    private final Path directory;
    private final List<Path> roots = new ArrayList<>();
    private Clock clock = Clock.systemUTC();
    private Consumer<ErasureStep> steps = _ -> {};
    private int madeAhead = 16;
    private Lanes.Sizes sizes = Lanes.Sizes.FULL;
    private final List<Path> newMirrors = new ArrayList<>();
    private final List<Path> ledgerCopies = new ArrayList<>();
    private final java.util.concurrent.atomic.AtomicLong nanos = new java.util.concurrent.atomic.AtomicLong();
    private HikariDataSource pool;
    private KeyVault vault;

    private TestVault(DataSource database) {
        this.database = database;
        try {
            this.directory = Files.createTempDirectory("test-vault");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        roots.add(directory.resolve("root"));
    }

    /** A new vault, open. */
    public static TestVault create() {
        return unopened().reopen();
    }

    /** As {@link #create}, to be changed before {@link #reopen} opens it for the first time. */
    public static TestVault unopened() {
        return new TestVault(TestPostgres.migratedVault());
    }

    public TestVault withMirror() {
        roots.add(directory.resolve("mirror" + roots.size()));
        return this;
    }

    public TestVault withClock(Clock other) {
        clock = other;
        return this;
    }

    /** For the next openings: a directory that may be written though a copy was there and is gone. */
    TestVault withNewMirror(Path other) {
        newMirrors.add(other);
        return this;
    }

    TestVault withLedgerCopy(Path other) {
        ledgerCopies.add(other);
        return this;
    }

    /** Lets time pass, for what does not believe the clock. */
    void letPass(java.time.Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** From the next opening on. */
    public TestVault withSteps(Consumer<ErasureStep> other) {
        steps = other;
        return this;
    }

    TestVault withSizes(Lanes.Sizes other) {
        sizes = other;
        return this;
    }

    /** A vault whose root state is full as soon as it would be larger than this. Whoever opens it closes it. */
    public static KeyVault small(DataSource database, Path root, Clock clock, long stateBytes, long largeBytes) {
        return PostgresKeyVault.open(
                VaultConfiguration.of(database, List.of(root)).withClock(clock),
                new Lanes.Sizes(RootState.SUBJECTS, 4096, stateBytes, largeBytes));
    }

    TestVault withMadeAhead(int other) {
        madeAhead = other;
        return this;
    }

    /** The open vault. */
    public KeyVault vault() {
        if (vault == null) throw new IllegalStateException("The vault is shut");
        return vault;
    }

    public DataSource database() {
        return database;
    }

    /** Where the copies of the root state lie, the main one first. */
    public List<Path> roots() {
        return List.copyOf(roots);
    }

    public Path ledgerFile() {
        return roots.getFirst().resolve("ledger");
    }

    /** Closes the vault, if it is open, and opens it again, as a restart would. */
    public TestVault reopen() {
        shut();
        if (pool == null) {
            pool = new HikariDataSource();
            pool.setDataSource(database);
            pool.setMaximumPoolSize(8);
            pool.setMinimumIdle(0);
        }
        vault = PostgresKeyVault.open(
                VaultConfiguration.of(pool, roots)
                        .withNewMirrors(newMirrors)
                        .withLedgerCopies(ledgerCopies)
                        .withClock(clock)
                        .withSteps(step -> steps.accept(step))
                        .withMadeAhead(madeAhead),
                sizes,
                nanos::get);
        return this;
    }

    /** Closes the vault and leaves everything where it is. */
    public void shut() {
        if (vault != null) vault.close();
        vault = null;
    }

    // --- Backups ---

    /** A dump of every table, as {@code COPY} writes it. */
    public Map<String, byte[]> dump() {
        return sql(connection -> {
            Map<String, byte[]> dump = new LinkedHashMap<>();
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (String table : TABLES) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                copy.copyOut("COPY vault." + table + " TO STDOUT (FORMAT binary)", out);
                dump.put(table, out.toByteArray());
            }
            connection.rollback();
            return dump;
        });
    }

    /** Puts every table back as it was when it was dumped. The vault must be shut. */
    public void restore(Map<String, byte[]> dump) {
        if (vault != null) throw new IllegalStateException("Shut the vault before restoring its database");
        sql(connection -> {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("TRUNCATE vault." + String.join(", vault.", TABLES));
            }
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (String table : TABLES)
                copy.copyIn(
                        "COPY vault." + table + " FROM STDIN (FORMAT binary)",
                        new ByteArrayInputStream(dump.get(table)));
            connection.commit();
            return null;
        });
    }

    /** The root directories as files, by their path inside. The vault should be shut, since its lock files are copied too. */
    public Map<Path, byte[]> rootFiles() {
        try (var walk = Files.walk(directory)) {
            Map<Path, byte[]> files = new LinkedHashMap<>();
            for (Path file : walk.filter(Files::isRegularFile).toList())
                files.put(directory.relativize(file), Files.readAllBytes(file));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void restoreRootFiles(Map<Path, byte[]> files) {
        try {
            for (Path root : roots) delete(root);
            for (var file : files.entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- For an adversary who writes programs of their own ---

    /** All key rows that are not blanked, as a JSON list of {@code keyId, prefix, epoch, wrapped}. */
    public String keysJson() {
        List<String> rows = new ArrayList<>();
        sql(connection -> {
            try (var row = connection
                    .createStatement()
                    .executeQuery("SELECT key_id, prefix, epoch, wrapped FROM vault.key WHERE prefix IS NOT NULL")) {
                while (row.next())
                    rows.add("{\"keyId\":\"" + row.getString(1) + "\",\"prefix\":\""
                            + HexFormat.of().formatHex(row.getBytes(2)) + "\",\"epoch\":" + row.getInt(3)
                            + ",\"wrapped\":\"" + HexFormat.of().formatHex(row.getBytes(4)) + "\"}");
            }
            return null;
        });
        return "[" + String.join(",", rows) + "]";
    }

    /** The root state as it is in the main directory, as a JSON object of seeds by prefix. The vault must be shut. */
    public String rootJson() {
        try (RootStore store = RootFiles.open(List.of(roots.getFirst()))) {
            List<String> seeds = new ArrayList<>();
            Seeds.of(store.current().orElseThrow().tree())
                    .forEach((prefix, seed) ->
                            seeds.add("\"" + prefix + "\":\"" + HexFormat.of().formatHex(seed) + "\""));
            return "{\"seeds\":{" + String.join(",", seeds) + "}}";
        }
    }

    // --- For those who can write to the tables ---

    @FunctionalInterface
    interface Sql<T> {
        T with(Connection connection) throws Exception;
    }

    <T> T sql(Sql<T> work) {
        // One of the pool, if there is one: a new connection takes longer than most of what is asked of it
        try (Connection connection = pool == null ? database.getConnection() : pool.getConnection()) {
            return work.with(connection);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int update(String sql, Object... values) {
        return sql(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
                return statement.executeUpdate();
            }
        });
    }

    Object value(String sql, Object... values) {
        return sql(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
                try (var row = statement.executeQuery()) {
                    row.next();
                    return row.getObject(1);
                }
            }
        });
    }

    @Override
    public void close() {
        try {
            shut();
            if (pool != null) pool.close();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path top) {
        if (!Files.exists(top)) return;
        try (var walk = Files.walk(top)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
