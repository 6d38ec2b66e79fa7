package dev.lethe.promises;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The running embedded PostgreSQL of a data directory, as its administrator reaches it. */
record Cluster(int port, String password) {

    static Cluster of(RunningLethe lethe) throws IOException {
        return of(RunningLethe.data(lethe.home()));
    }

    static Cluster of(Path data) throws IOException {
        int port = Integer.parseInt(
                Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3));
        var passwords = new Properties();
        try (InputStream in = Files.newInputStream(data.resolve("postgres.passwords"))) {
            passwords.load(in);
        }
        return new Cluster(port, passwords.getProperty("administrator"));
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "lethe_administrator", password);
    }
}
