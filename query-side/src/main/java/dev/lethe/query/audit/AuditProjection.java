package dev.lethe.query.audit;

import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes one line for each event there is, whatever it is, in the words of its feature. */
@Component
class AuditProjection implements Projection<Object> {

    private static final Table ENTRY =
            new Table("entry", "position", "at", "actor", "kind", "subject", "detail", "records");

    private final Vocabulary vocabulary;

    AuditProjection(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<Object> reads() {
        return Object.class;
    }

    @Override
    public void project(Object event, Recorded recorded, Rows rows) {
        AuditLine line = vocabulary.line(event, recorded.actor());
        rows.insert(
                ENTRY,
                recorded.position(),
                recorded.at(),
                line.actor(),
                line.kind().code(),
                line.subject(),
                line.detail(),
                array(line.records()));
    }

    private static UUID @Nullable [] array(@Nullable List<UUID> records) {
        return records == null ? null : records.toArray(UUID[]::new);
    }
}
