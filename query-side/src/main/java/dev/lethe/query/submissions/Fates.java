package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What retention will do with one submission or another. */
@Component
public class Fates {

    private final JdbcClient database;
    private final Lifetimes lifetimes;

    Fates(DataSource database, Lifetimes lifetimes) {
        this.database = JdbcClient.create(database);
        this.lifetimes = lifetimes;
    }

    private record Found(
            FormVersion version,
            Instant receivedAt,
            SubmissionStatus status,
            @Nullable Instant statusAt,
            boolean living,
            boolean held) {}

    /** What retention will do with this one; empty when there is none. */
    public Optional<Fate> of(SubmissionId submission) {
        return database.sql("SELECT s.form, s.version, s.received_at, s.status, s.status_at, s.living, s.id IN ("
                        + DueSubmissions.HELD + ") AS held FROM read_submissions.submission s WHERE s.id = ?")
                .param(submission.value())
                .query((row, _) -> {
                    OffsetDateTime statusAt = row.getObject("status_at", OffsetDateTime.class);
                    return new Found(
                            new FormVersion(new FormId(row.getObject("form", UUID.class)), row.getInt("version")),
                            row.getObject("received_at", OffsetDateTime.class).toInstant(),
                            SubmissionStatus.valueOf(row.getString("status")),
                            statusAt == null ? null : statusAt.toInstant(),
                            row.getBoolean("living"),
                            row.getBoolean("held"));
                })
                .optional()
                .map(this::fate);
    }

    private Fate fate(Found found) {
        if (!found.living()) return new Fate.Gone();
        if (found.held()) return new Fate.Held();
        return lifetimes
                .of(Set.of(found.version().form()))
                .lifetime(found.version())
                .flatMap(lifetime -> lifetime.lastDay(found.receivedAt(), found.status(), found.statusAt()))
                .<Fate>map(Fate.After::new)
                .orElseGet(Fate.Stays::new);
    }
}
