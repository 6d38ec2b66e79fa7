package dev.lethe.command.retention;

import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** That the clock is not believed, over a restart: what a clock that jumped had stored would be its own witness then. */
@Component
class ClockDoubt {

    private final JdbcClient database;

    ClockDoubt(DataSource dataSource) {
        this.database = JdbcClient.create(dataSource);
    }

    boolean isThere() {
        return database.sql("SELECT EXISTS (SELECT 1 FROM clock_doubt)")
                .query(Boolean.class)
                .single();
    }

    /** @param since what the clock said then, for whoever looks: nothing is decided on it */
    void begin(Instant since) {
        int unused = database.sql("INSERT INTO clock_doubt (since) VALUES (?) ON CONFLICT DO NOTHING")
                .param(since.atOffset(ZoneOffset.UTC))
                .update();
    }

    void end() {
        int unused = database.sql("DELETE FROM clock_doubt").update();
    }
}
