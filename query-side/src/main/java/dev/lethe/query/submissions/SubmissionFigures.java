package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import java.time.LocalDate;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many submissions there were. Erasing and expiring take what was sent, and leave that it was sent. */
@Component
public class SubmissionFigures {

    private final JdbcClient database;

    SubmissionFigures(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /**
     * Those that were received on one day and have one status now, out of the way or not.
     *
     * @param day in the council's time zone
     */
    public record Received(LocalDate day, SubmissionStatus status, long number) {}

    /** A form's submissions of these days, both included, by day and status; what there was none of is left out. */
    public List<Received> received(FormId form, LocalDate from, LocalDate to) {
        return database.sql("""
                        SELECT CAST(received_at AT TIME ZONE 'Europe/London' AS date) AS day, status, count(*) AS number
                        FROM read_submissions.submission
                        WHERE form = ? AND received_at >= ? AND received_at < ?
                        GROUP BY 1, 2 ORDER BY 1, 2
                        """)
                .params(
                        form.value(),
                        from.atStartOfDay(SubmissionFilter.ZONE).toOffsetDateTime(),
                        to.plusDays(1).atStartOfDay(SubmissionFilter.ZONE).toOffsetDateTime())
                .query((row, _) -> new Received(
                        row.getObject("day", LocalDate.class),
                        SubmissionStatus.valueOf(row.getString("status")),
                        row.getLong("number")))
                .list();
    }
}
