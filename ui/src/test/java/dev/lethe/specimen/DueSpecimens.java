package dev.lethe.specimen;

import dev.lethe.query.records.Caption;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.records.DueGroup;
import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.DueRecords;
import dev.lethe.query.records.RecordRef;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Specimens live for a hundred days, all of them in one group. */
class DueSpecimens implements DueRecords {

    static final int DAYS = 100;
    static final String GROUP = "all";

    private final JdbcClient database;

    DueSpecimens(JdbcClient database) {
        this.database = database;
    }

    private long count(Instant before) {
        return database.sql("SELECT count(*) FROM read_specimens.specimen WHERE token IS NOT NULL AND kept_at < ?")
                .param(before.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    @Override
    public List<DueGroup> groups(LocalDate day) {
        return List.of(new DueGroup(
                SpecimenRecords.FEATURE,
                GROUP,
                Caption.keyed("specimens.one"),
                List.of(Caption.keyed("specimens.remark")),
                false,
                count(Instant.parse("9999-01-01T00:00:00Z")),
                count(CouncilDay.dueBefore(DAYS, day)),
                0,
                0,
                0,
                null,
                null));
    }

    @Override
    public Map<String, Caption> titles(Collection<String> groups) {
        return Map.of(GROUP, Caption.keyed("specimens.one"));
    }

    @Override
    public Map<String, Long> countByGroup(Collection<UUID> keys) {
        return Map.of();
    }

    @Override
    public Due due(LocalDate day) {
        return new Due() {
            private boolean through;

            @Override
            public Optional<String> group() {
                return through ? Optional.empty() : Optional.of(GROUP);
            }

            @Override
            public void skipGroup() {
                through = true;
            }

            @Override
            public List<DueRecord> next(int most) {
                through = true;
                return database.sql("SELECT id, key_id FROM read_specimens.specimen"
                                + " WHERE token IS NOT NULL AND kept_at < ? ORDER BY kept_at LIMIT ?")
                        .params(CouncilDay.dueBefore(DAYS, day).atOffset(ZoneOffset.UTC), most)
                        .query((row, _) -> new DueRecord(
                                new RecordRef(SpecimenRecords.FEATURE, row.getObject("id", UUID.class)),
                                GROUP,
                                List.of(row.getObject("key_id", UUID.class))))
                        .list();
            }
        };
    }
}
