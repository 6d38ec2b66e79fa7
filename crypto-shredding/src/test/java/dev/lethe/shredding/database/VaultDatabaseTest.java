package dev.lethe.shredding.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.tree.Prefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class VaultDatabaseTest {

    /** A database that belongs to a role without any privileges of its own, as the vault's does. */
    private static DataSource ownedBy(String role) throws SQLException {
        DataSource fresh = TestPostgres.freshDatabase();
        try (var connection = fresh.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
            statement.execute("ALTER DATABASE " + connection.getCatalog() + " OWNER TO " + role);
        }
        PGSimpleDataSource own = new PGSimpleDataSource();
        own.setUrl(((PGSimpleDataSource) fresh).getUrl());
        own.setUser(role);
        own.setPassword("secret");
        return own;
    }

    @Test
    void nobody_else_may_look_into_the_vault() throws Exception {
        new VaultDatabase(ownedBy("owner_of_the_vault"));
        DataSource other = TestPostgres.freshDatabase();
        try (var connection = other.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE stranger LOGIN PASSWORD 'secret'");
        }
        PGSimpleDataSource stranger = new PGSimpleDataSource();
        try (var connection = TestPostgres.server().getPostgresDatabase().getConnection();
                var row = connection
                        .createStatement()
                        .executeQuery("SELECT d.datname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba"
                                + " WHERE r.rolname = 'owner_of_the_vault'")) {
            row.next();
            stranger.setUrl(((PGSimpleDataSource) other).getUrl());
            stranger.setDatabaseName(row.getString(1));
        }
        stranger.setUser("stranger");
        stranger.setPassword("secret");

        try (var connection = stranger.getConnection();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM vault.identifier"))
                    .hasMessageContaining("permission denied");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_opening_looks_at_is_found_by_indexes_however_small_the_tables_were_when_that_was_planned(
            boolean somethingIsRestricted) {
        VaultDatabase database = new VaultDatabase(TestPostgres.freshDatabase());
        Map<String, List<Long>> scans = database.write(connection -> {
            VaultDatabase.execute(
                    connection,
                    "INSERT INTO vault.key (key_id, prefix, own, epoch, wrapped, mac) VALUES (?, ?, true, 1, ?, ?)",
                    new UUID(0, 1),
                    Prefix.subject(0, 0),
                    new byte[60],
                    new byte[32]);
            if (somethingIsRestricted)
                VaultDatabase.execute(
                        connection,
                        "INSERT INTO vault.state (key_id, state, day, ground, epoch, mac)"
                                + " VALUES (?, 'restricted', current_date, 'a', 1, ?)",
                        new UUID(0, 1),
                        new byte[32]);
            // Now PostgreSQL knows how small they are.
            VaultDatabase.execute(connection, "ANALYZE");
            try (ResultSet row = VaultDatabase.query(
                    connection, "SELECT count(*) FROM vault.opening_rows(?)", (Object) new UUID[] {new UUID(0, 1)})) {
                row.next();
                assertThat(row.getLong(1)).isEqualTo(1);
            }
            Map<String, List<Long>> found = new HashMap<>();
            try (ResultSet row = VaultDatabase.query(
                    connection,
                    "SELECT relname, seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'vault'")) {
                while (row.next()) found.put(row.getString(1), List.of(row.getLong(2), row.getLong(3)));
            }
            return found;
        });
        assertThat(scans).containsEntry("key", List.of(0L, 1L));
        assertThat(scans).containsEntry("state", List.of(0L, somethingIsRestricted ? 2L : 1L));
    }

    @Test
    void a_failure_says_nothing_of_the_statement() {
        VaultDatabase database = new VaultDatabase(TestPostgres.freshDatabase());

        assertThatThrownBy(() -> database.write(connection -> VaultDatabase.execute(
                        connection,
                        "INSERT INTO vault.instance VALUES (true, gen_random_uuid(), ?, now())",
                        "kestrel")))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("23514")
                .hasMessageNotContaining("kestrel");
    }
}
