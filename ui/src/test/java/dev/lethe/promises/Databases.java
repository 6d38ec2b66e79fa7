package dev.lethe.promises;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** Dumps and restores a database as an operator's backup would: every table and sequence, by COPY. */
final class Databases {

    private Databases() {}

    /** Writes every table of the database, as they stood at one moment, into a file of its own. */
    static void dump(Connection database, Path directory) throws SQLException, IOException {
        Files.createDirectories(directory);
        database.setAutoCommit(false);
        database.createStatement().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        var copy = new CopyManager(database.unwrap(BaseConnection.class));
        for (String table : tables(database))
            try (var out = Files.newOutputStream(directory.resolve(table.replace("\"", "")))) {
                copy.copyOut("COPY " + table + " TO STDOUT", out);
            }
        var sequences = new ArrayList<String>();
        try (var rows = database.createStatement()
                .executeQuery("SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value"
                        + " FROM pg_sequences WHERE last_value IS NOT NULL")) {
            while (rows.next()) sequences.add(rows.getString(1) + "=" + rows.getLong(2));
        }
        Files.write(directory.resolve("sequences"), sequences);
        database.commit();
        database.setAutoCommit(true);
    }

    /** Puts a dump in the place of what the database holds now. The connection's role must be a superuser. */
    static void restore(Connection database, Path directory) throws SQLException, IOException {
        database.setAutoCommit(false);
        try (var statement = database.createStatement()) {
            statement.execute("SET LOCAL session_replication_role = replica");
            List<String> tables = tables(database);
            statement.execute("TRUNCATE " + String.join(", ", tables));
            var copy = new CopyManager(database.unwrap(BaseConnection.class));
            for (String table : tables) {
                Path file = directory.resolve(table.replace("\"", ""));
                if (!Files.exists(file)) continue; // a table made since the dump
                try (var in = Files.newInputStream(file)) {
                    copy.copyIn("COPY " + table + " FROM STDIN", in);
                }
            }
            try (BufferedReader in = Files.newBufferedReader(directory.resolve("sequences"), StandardCharsets.UTF_8)) {
                for (String line; (line = in.readLine()) != null; ) {
                    int equals = line.lastIndexOf('=');
                    statement.execute(
                            "SELECT setval('" + line.substring(0, equals) + "', " + line.substring(equals + 1) + ")");
                }
            }
        }
        database.commit();
        database.setAutoCommit(true);
    }

    /** Every table outside the catalogue, qualified and quoted. */
    static List<String> tables(Connection database) throws SQLException {
        var tables = new ArrayList<String>();
        try (var rows = database.createStatement()
                .executeQuery("SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                        + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1")) {
            while (rows.next()) tables.add(rows.getString(1));
        }
        return tables;
    }
}
