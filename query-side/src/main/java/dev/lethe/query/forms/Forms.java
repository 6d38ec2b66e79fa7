package dev.lethe.query.forms;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The forms, as visitors see them and as editors left them. */
@Component
public class Forms {

    private static final String PUBLISHED = """
            SELECT v.form, v.version, v.definition, v.published_at, v.published_by, v.version = f.published_version AS current,
                   f.closed_at IS NULL AS open
            FROM read_forms.version v JOIN read_forms.form f ON f.id = v.form
            """;

    private static final String EDITED = """
            SELECT f.id, f.draft, f.drafts, f.highest_field, f.created_at, f.changed_at, v.version, v.definition, v.published_at,
                   v.published_by, f.draft IS DISTINCT FROM v.definition AS unpublished, f.closed_at, f.archived_at,
                   f.closed_at IS NULL AS open
            FROM read_forms.form f
            LEFT JOIN read_forms.version v ON v.form = f.id AND v.version = f.published_version
            """;

    private final JdbcClient database;

    Forms(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /**
     * A version that visitors saw or see.
     *
     * @param current whether it is what visitors see now
     * @param open whether the form takes submissions now
     * @param publishedBy who published it; null when that is not known
     */
    public record Published(
            FormVersion version,
            FormDefinition definition,
            Instant publishedAt,
            boolean current,
            boolean open,
            @Nullable AccountId publishedBy) {}

    /**
     * A form as editors see it.
     *
     * @param number the draft's number, which grows with every one that is saved
     * @param published what visitors see; null before the first publication
     * @param unpublished whether the draft differs from what visitors see
     * @param nextField the id for the next new field; ids of removed fields are never given again
     * @param closedAt since when it takes no submissions; null while it does
     * @param archivedAt since when it is out of the way; null while it is among the others
     */
    public record Edited(
            FormId form,
            FormDefinition draft,
            int number,
            @Nullable Published published,
            boolean unpublished,
            FieldId nextField,
            Instant createdAt,
            Instant changedAt,
            @Nullable Instant closedAt,
            @Nullable Instant archivedAt) {}

    /**
     * A form in the editors' list.
     *
     * @param version what visitors see; null before the first publication
     * @param submissions how many there ever were; erasing does not lower it
     * @param open whether it takes submissions, once it is published
     * @param archived whether it is out of the way
     */
    public record Listed(
            FormId form,
            String title,
            String slug,
            @Nullable Integer version,
            boolean unpublished,
            Instant changedAt,
            long submissions,
            boolean open,
            boolean archived) {}

    /** The current version of every published form that takes submissions, by title. */
    public List<Published> open() {
        return database.sql(
                        PUBLISHED
                                + "WHERE v.version = f.published_version AND f.closed_at IS NULL ORDER BY lower(v.title), v.form")
                .query(Forms::published)
                .list();
    }

    /** The current version of every form that was ever published, closed and archived ones too, by title. */
    public List<Published> inUse() {
        return database.sql(PUBLISHED + "WHERE v.version = f.published_version ORDER BY lower(v.title), v.form")
                .query(Forms::published)
                .list();
    }

    /**
     * The current version of the form that has this slug, or had it and moved: compare with the definition's own, and
     * redirect.
     */
    public Optional<Published> bySlug(String slug) {
        return database.sql(PUBLISHED + """
                        WHERE v.version = f.published_version
                          AND v.form IN (SELECT form FROM read_forms.version WHERE slug = ?)
                        """).param(slug).query(Forms::published).optional();
    }

    /** One version. */
    public Optional<Published> version(FormVersion version) {
        return database.sql(PUBLISHED + "WHERE v.form = ? AND v.version = ?")
                .params(version.form().value(), version.version())
                .query(Forms::published)
                .optional();
    }

    /** All versions of a form, newest first. */
    public List<Published> versions(FormId form) {
        return database.sql(PUBLISHED + "WHERE v.form = ? ORDER BY v.version DESC")
                .param(form.value())
                .query(Forms::published)
                .list();
    }

    /** All versions of these forms, in no particular order. */
    public List<Published> versionsOf(Set<FormId> forms) {
        return database.sql(PUBLISHED + "WHERE v.form = ANY (CAST(? AS uuid[]))")
                .param(forms.stream().map(FormId::toString).collect(Collectors.joining(",", "{", "}")))
                .query(Forms::published)
                .list();
    }

    /** A form with its draft. */
    public Optional<Edited> edited(FormId form) {
        return database.sql(EDITED + "WHERE f.id = ?")
                .param(form.value())
                .query(Forms::edited)
                .optional();
    }

    /** All forms there are, archived ones too. */
    public Set<FormId> ids() {
        return database.sql("SELECT id FROM read_forms.form")
                .query((row, _) -> new FormId(row.getObject("id", UUID.class)))
                .set();
    }

    /** All forms, archived ones too, by title. */
    public List<Listed> all() {
        return database.sql("""
                        SELECT f.id, f.title, f.slug, f.published_version, f.changed_at,
                               f.draft IS DISTINCT FROM v.definition AS unpublished,
                               coalesce(s.submissions, 0) AS submissions,
                               f.closed_at IS NULL AS open, f.archived_at IS NOT NULL AS archived
                        FROM read_forms.form f
                        LEFT JOIN read_forms.version v ON v.form = f.id AND v.version = f.published_version
                        LEFT JOIN (SELECT form, sum(submissions) AS submissions FROM read_submissions.kind GROUP BY form) s
                               ON s.form = f.id
                        ORDER BY lower(f.title), f.id
                        """).query(Forms::listed).list();
    }

    private static Published published(ResultSet row, int number) throws SQLException {
        return new Published(
                new FormVersion(new FormId(row.getObject("form", UUID.class)), row.getInt("version")),
                Definitions.read(row.getString("definition")),
                instant(row, "published_at"),
                row.getBoolean("current"),
                row.getBoolean("open"),
                publisher(row));
    }

    private static Edited edited(ResultSet row, int number) throws SQLException {
        FormId form = new FormId(row.getObject("id", UUID.class));
        String definition = row.getString("definition");
        return new Edited(
                form,
                Definitions.read(row.getString("draft")),
                row.getInt("drafts"),
                definition == null
                        ? null
                        : new Published(
                                new FormVersion(form, row.getInt("version")),
                                Definitions.read(definition),
                                instant(row, "published_at"),
                                true,
                                row.getBoolean("open"),
                                publisher(row)),
                row.getBoolean("unpublished"),
                FieldId.of(row.getInt("highest_field") + 1),
                instant(row, "created_at"),
                instant(row, "changed_at"),
                instantIfAny(row, "closed_at"),
                instantIfAny(row, "archived_at"));
    }

    private static Listed listed(ResultSet row, int number) throws SQLException {
        return new Listed(
                new FormId(row.getObject("id", UUID.class)),
                row.getString("title"),
                row.getString("slug"),
                row.getObject("published_version", Integer.class),
                row.getBoolean("unpublished"),
                instant(row, "changed_at"),
                row.getLong("submissions"),
                row.getBoolean("open"),
                row.getBoolean("archived"));
    }

    private static @Nullable AccountId publisher(ResultSet row) throws SQLException {
        UUID account = row.getObject("published_by", UUID.class);
        return account == null ? null : new AccountId(account);
    }

    private static @Nullable Instant instantIfAny(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
