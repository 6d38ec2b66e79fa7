package dev.lethe.command.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/** Lets one node, and one thread of it, do one kind of thing at a time: a lock of the database, gone with its connection. */
@Component
public class ExpiryTurn {

    /** The first half of the advisory locks. */
    private static final int LOCK = 0x1e7_4f;

    /** What only one may be about at a time. */
    public enum Of {
        RETENTION,
        SHORT_LIVED
    }

    private final DataSource database;

    ExpiryTurn(DataSource database) {
        this.database = database;
    }

    /**
     * Does it, unless somebody is about it already.
     *
     * @return false when somebody is
     */
    public boolean take(Of what, Runnable work) {
        try (Connection connection = database.getConnection()) {
            if (!locked(connection, "pg_try_advisory_lock", what)) return false;
            try {
                work.run();
            } finally {
                boolean unused = locked(connection, "pg_advisory_unlock", what);
            }
            return true;
        } catch (SQLException e) {
            throw new IllegalStateException("The turn of the retention could not be taken", e);
        }
    }

    private static boolean locked(Connection connection, String function, Of what) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + function + "(?, ?)")) {
            statement.setInt(1, LOCK);
            statement.setInt(2, what.ordinal());
            try (var result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }
}
