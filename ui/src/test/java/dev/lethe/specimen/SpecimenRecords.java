package dev.lethe.specimen;

import static dev.lethe.specimen.Remark.REMARK;

import dev.lethe.query.records.Caption;
import dev.lethe.query.records.Copy;
import dev.lethe.query.records.DueRecords;
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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

class SpecimenRecords implements PersonalRecords {

    static final String FEATURE = "specimens";

    private final JdbcClient database;

    /** @param projection makes the tables */
    SpecimenRecords(DataSource database, SpecimensProjection projection) {
        this.database = JdbcClient.create(database);
    }

    private record Row(UUID id, UUID keyId, @Nullable Sealed<Remark> remark, Instant keptAt) {
        RecordRef ref() {
            return new RecordRef(FEATURE, id);
        }
    }

    private List<Row> all() {
        return database.sql("SELECT id, key_id, token, kept_at FROM read_specimens.specimen ORDER BY kept_at DESC, id")
                .query((row, _) -> {
                    UUID id = row.getObject("id", UUID.class);
                    byte[] token = row.getBytes("token");
                    return new Row(
                            id,
                            row.getObject("key_id", UUID.class),
                            token == null ? null : REMARK.at(new SpecimenId(id), Personal.stored(token)),
                            row.getObject("kept_at", OffsetDateTime.class).toInstant());
                })
                .list();
    }

    @Override
    public String feature() {
        return FEATURE;
    }

    @Override
    public Population population() {
        return Population.PUBLIC;
    }

    @Override
    public Set<String> labels() {
        return Set.of(REMARK.text());
    }

    @Override
    public Set<String> readModels() {
        return Set.of("specimens");
    }

    @Override
    public List<PersonalRecord> ofKeys(Collection<UUID> keys) {
        return all().stream()
                .filter(row -> keys.contains(row.keyId()))
                .map(row -> new PersonalRecord(
                        row.ref(),
                        DueSpecimens.GROUP,
                        Caption.keyed("specimens.one"),
                        "S-" + row.id().toString().substring(0, 4),
                        row.keptAt(),
                        List.of(row.keyId()),
                        List.of()))
                .toList();
    }

    @Override
    public List<OpenedRecord> open(List<PersonalRecord> records, Opener vault) {
        List<Row> rows = all().stream().filter(row -> row.remark() != null).toList();
        Openings openings = vault.openAll(
                rows.stream().flatMap(row -> Stream.ofNullable(row.remark())).toList());
        return records.stream()
                .flatMap(record -> rows.stream()
                        .filter(row -> row.ref().equals(record.ref()))
                        .map(row ->
                                new OpenedRecord(record, List.of(new RecordPart(Source.SENDER, said(row, openings))))))
                .toList();
    }

    private static Content said(Row row, Openings openings) {
        return Content.of(
                () -> openings.of(java.util.Objects.requireNonNull(row.remark())),
                remark -> List.of(new Value.Text(Caption.keyed("specimens.remark"), remark.text())));
    }

    @Override
    public LivingTokens living(@Nullable String after, int most) {
        return new LivingTokens(
                all().stream()
                        .flatMap(row ->
                                Stream.ofNullable(row.remark()).map(remark -> new LivingToken(row.ref(), remark)))
                        .toList(),
                null);
    }

    @Override
    public List<Copy> copies(Collection<RecordRef> records) {
        return List.of();
    }

    @Override
    public List<RegisterEntry> register() {
        Caption one = Caption.keyed("specimens.one");
        return List.of(new RegisterEntry(FEATURE, one, one, one, one, List.of(one), one, List.of(one)));
    }

    @Override
    public long tidy(Consumer<Consumer<DestroyedKey>> destroyed) {
        long[] dropped = {0};
        destroyed.accept(key -> dropped[0] += database.sql(
                        "UPDATE read_specimens.specimen SET token = NULL WHERE key_id = ? AND token IS NOT NULL")
                .param(key.keyId())
                .update());
        return dropped[0];
    }

    @Override
    public Optional<DueRecords> due() {
        return Optional.of(new DueSpecimens(database));
    }
}
