package dev.lethe.query.submissions;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/** All that a filter shows, as it is at one moment: for whoever takes more than a page, however long that takes. */
@Component
public class SubmissionSnapshots {

    private final DataSource database;

    SubmissionSnapshots(DataSource database) {
        this.database = database;
    }

    /** This moment. It holds a connection, and old rows in the database, until it is closed. */
    public SubmissionSnapshot take(SubmissionFilter filter) {
        try {
            Connection connection = database.getConnection();
            try {
                connection.setAutoCommit(false);
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                return new SubmissionSnapshot(connection, filter);
            } catch (Throwable e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SubmissionSnapshot.failed(e);
        }
    }
}
