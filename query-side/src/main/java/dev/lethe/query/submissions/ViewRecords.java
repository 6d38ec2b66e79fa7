package dev.lethe.query.submissions;

import static dev.lethe.command.submissions.model.ViewName.VIEW_NAME;

import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.query.records.Caption;
import dev.lethe.query.records.Copy;
import dev.lethe.query.records.LivingTokens;
import dev.lethe.query.records.LivingTokens.LivingToken;
import dev.lethe.query.records.OpenedRecord;
import dev.lethe.query.records.PersonalRecord;
import dev.lethe.query.records.PersonalRecords;
import dev.lethe.query.records.RecordPart;
import dev.lethe.query.records.RecordPart.Content;
import dev.lethe.query.records.RecordPart.Source;
import dev.lethe.query.records.RecordPart.Value;
import dev.lethe.query.records.RecordRef;
import dev.lethe.query.records.RegisterEntry;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The views of reports that members of staff keep: their names may say anything. */
@Component
class ViewRecords implements PersonalRecords {

    static final String FEATURE = "views";

    /** As many as a council's staff keep: their keys stand in the tokens, and all are gone through. */
    private static final String ALL = "SELECT id, owner, name, saved_at FROM read_views.view ";

    private static final String NOTHING = new UUID(0, 0).toString();

    private final JdbcClient database;

    ViewRecords(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    private record Row(UUID id, UUID owner, Personal<ViewName> name, Instant savedAt) {

        static Row of(ResultSet row, int number) throws SQLException {
            return new Row(
                    row.getObject("id", UUID.class),
                    row.getObject("owner", UUID.class),
                    Personal.stored(row.getBytes("name")),
                    Submissions.instant(row, "saved_at"));
        }

        RecordRef ref() {
            return new RecordRef(FEATURE, id);
        }

        Sealed<ViewName> sealed() {
            return VIEW_NAME.at(new ViewId(id), name);
        }
    }

    private List<Row> all() {
        return database.sql(ALL + "ORDER BY saved_at DESC, id").query(Row::of).list();
    }

    @Override
    public String feature() {
        return FEATURE;
    }

    @Override
    public Population population() {
        return Population.STAFF;
    }

    @Override
    public Set<String> labels() {
        return Set.of(VIEW_NAME.text());
    }

    @Override
    public Set<String> readModels() {
        return Set.of("views");
    }

    @Override
    public List<PersonalRecord> ofKeys(Collection<UUID> keys) {
        Set<UUID> asked = Set.copyOf(keys);
        return all().stream()
                .filter(row -> asked.contains(row.name().keyId()))
                .map(row -> new PersonalRecord(
                        row.ref(),
                        FEATURE,
                        Caption.keyed("records.views.one"),
                        "",
                        row.savedAt(),
                        List.of(row.name().keyId()),
                        List.of()))
                .toList();
    }

    @Override
    public List<OpenedRecord> open(List<PersonalRecord> records, Opener vault) {
        Set<UUID> keys = new HashSet<>();
        records.forEach(each -> keys.addAll(each.theirs()));
        List<Row> rows =
                all().stream().filter(row -> keys.contains(row.name().keyId())).toList();
        Openings openings = vault.openAll(rows.stream().map(Row::sealed).toList());
        List<OpenedRecord> opened = new ArrayList<>();
        for (PersonalRecord record : records)
            rows.stream()
                    .filter(row -> row.ref().equals(record.ref()))
                    .findFirst()
                    .ifPresent(row -> {
                        Content content = Content.of(
                                () -> openings.of(row.sealed()),
                                name -> List.of(new Value.Text(Caption.keyed("records.views.name"), name.text())));
                        opened.add(new OpenedRecord(record, List.of(new RecordPart(Source.STAFF, content))));
                    });
        return opened;
    }

    @Override
    public LivingTokens living(@Nullable String after, int most) {
        // An id is its owner's: two may have the same
        String[] from = after == null ? new String[] {NOTHING, NOTHING} : after.split(" ");
        List<Row> rows = database.sql(
                        ALL + "WHERE (owner, id) > (CAST(? AS uuid), CAST(? AS uuid)) ORDER BY owner, id LIMIT ?")
                .params(from[0], from[1], most)
                .query(Row::of)
                .list();
        return new LivingTokens(
                rows.stream()
                        .map(row -> new LivingToken(row.ref(), row.sealed()))
                        .toList(),
                rows.size() < most
                        ? null
                        : rows.getLast().owner() + " " + rows.getLast().id());
    }

    /** They leave the system by no way. */
    @Override
    public List<Copy> copies(Collection<RecordRef> records) {
        return List.of();
    }

    @Override
    public List<RegisterEntry> register() {
        return List.of(new RegisterEntry(
                FEATURE,
                Caption.keyed("records.views"),
                Caption.keyed("records.views.purpose"),
                Caption.keyed("forms.basis.PUBLIC_TASK"),
                Caption.keyed("records.staff"),
                List.of(Caption.keyed("records.views.name")),
                Caption.keyed("records.views.recipients"),
                List.of(Caption.keyed("records.views.kept"))));
    }

    @Override
    public long tidy(Consumer<Consumer<DestroyedKey>> destroyed) {
        Map<UUID, List<Row>> rows =
                all().stream().collect(Collectors.groupingBy(row -> row.name().keyId()));
        long[] dropped = {0};
        destroyed.accept(key -> {
            for (Row row : rows.getOrDefault(key.keyId(), List.of()))
                // As long as it is the same: it may have moved to another key since
                dropped[0] += database.sql("DELETE FROM read_views.view WHERE id = ? AND owner = ? AND name = ?")
                        .params(row.id(), row.owner(), row.name().bytes())
                        .update();
        });
        return dropped[0];
    }
}
