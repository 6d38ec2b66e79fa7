package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
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

    @Test
    void a_failure_says_nothing_of_the_statement() {
        VaultDatabase database = new VaultDatabase(TestPostgres.freshDatabase());

        assertThatThrownBy(() -> database.write(connection ->
                        VaultDatabase.execute(connection, "INSERT INTO vault.lane VALUES (999, ?, true)", "kestrel")))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("23514")
                .hasMessageNotContaining("kestrel");
    }
}
