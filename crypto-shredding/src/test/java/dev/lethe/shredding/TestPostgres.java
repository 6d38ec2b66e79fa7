package dev.lethe.shredding;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.shredding.database.VaultDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** One real PostgreSQL for all tests of a JVM, and as many fresh databases in it as they want. */
public final class TestPostgres {

    private static final Set<String> TEMPLATES = new HashSet<>();
    private static int count;
    private static EmbeddedPostgres server;

    private TestPostgres() {}

    /** The server; started at the first call, stopped with the JVM. */
    public static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        // It would visit every database of every test in turn, all the time.
                        .setServerConfig("autovacuum", "off")
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    /** A fresh, empty database; the name of it is in the connection's catalog. */
    public static DataSource freshDatabase() {
        return copyOf("template1");
    }

    /** A fresh database as every migration of events and read models on the class path leaves it. */
    public static DataSource migratedDatabase() {
        return copyOf(template(
                "migrated",
                database -> Flyway.configure()
                        .dataSource(database)
                        .locations("classpath:db/lethe")
                        .outOfOrder(true)
                        .load()
                        .migrate()));
    }

    /** A fresh database as every migration of the vault leaves it. */
    public static DataSource migratedVault() {
        return copyOf(template("migrated_vault", VaultDatabase::new));
    }

    /** The same database with connections that are kept: a new one takes longer than what a test asks of it. */
    public static DataSource pooled(DataSource database) {
        var pool = new HikariDataSource();
        pool.setDataSource(database);
        pool.setMaximumPoolSize(8);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(Duration.ofSeconds(10).toMillis());
        return pool;
    }

    /** Where a database is, for those who are told by settings. */
    public static String url(DataSource database) {
        try (var connection = database.getConnection()) {
            return connection.getMetaData().getURL();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The settings that name these two to an application. */
    public static Map<String, Object> settings(DataSource events, DataSource vault) {
        Map<String, Object> settings = new HashMap<>();
        Map.of("lethe.db", events, "lethe.vault.db", vault).forEach((name, database) -> {
            settings.put(name + ".url", url(database));
            settings.put(name + ".username", "postgres");
            settings.put(name + ".password", "postgres");
        });
        return settings;
    }

    /** Takes a database away with whoever is still connected to it. */
    public static void drop(DataSource database) {
        execute("DROP DATABASE " + url(database).replaceAll("^.*/([a-z0-9_]+)\\b.*$", "$1") + " WITH (FORCE)");
    }

    private static synchronized String template(String name, Consumer<DataSource> migrating) {
        if (TEMPLATES.contains(name)) return name;
        execute("CREATE DATABASE " + name);
        migrating.accept(server().getDatabase("postgres", name));
        TEMPLATES.add(name);
        return name;
    }

    private static synchronized DataSource copyOf(String template) {
        String name = "test_" + ++count;
        execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        return server().getDatabase("postgres", name);
    }

    private static void execute(String sql) {
        try (var connection = server().getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
