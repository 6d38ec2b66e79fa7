package dev.lethe.query.privacy;

import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordsExpired;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.privacy.model.Proof;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Remembers what was ordered and what was proven. */
@Component
class ErasuresProjection implements Projection<ErasureEvent> {

    private static final Table ERASURE =
            new Table("erasure", "id", "scope", "ground", "officer", "ordered_at", "ledger_only", "key_ids");
    private static final Table KEPT = new Table("kept", "erasure", "key_id", "ground");

    @Override
    public String name() {
        return "privacy";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public Class<ErasureEvent> reads() {
        return ErasureEvent.class;
    }

    @Override
    public void project(ErasureEvent event, Recorded recorded, Rows rows) {
        UUID id = event.erasure().value();
        switch (event) {
            case ErasureOrdered e -> {
                rows.insert(
                        ERASURE,
                        id,
                        e.scope().name(),
                        e.ground().name(),
                        e.officer().value(),
                        e.at(),
                        false,
                        keys(e));
                kept(id, e.kept(), rows);
            }
            case ErasureFoundInLedger e -> {
                rows.insert(
                        ERASURE,
                        id,
                        e.scope().name(),
                        e.ground().name(),
                        e.officer().value(),
                        e.at(),
                        true,
                        new UUID[0]);
                kept(id, e.kept(), rows);
            }
            case PersonErased e -> {
                prove(e.erasure(), e.proof(), rows);
                rows.change(
                        "UPDATE erasure SET arrived = ?, later = ? WHERE id = ?",
                        e.arrived(),
                        e.later(),
                        e.erasure().value());
            }
            case RecordErased e -> prove(e.erasure(), e.proof(), rows);
            case RecordsExpired e -> prove(e.erasure(), e.proof(), rows);
        }
    }

    private static void kept(UUID erasure, List<Kept> kept, Rows rows) {
        for (Kept each : kept)
            rows.insert(KEPT, erasure, each.key(), each.ground().name());
    }

    /** Those of a batch are thousands, and nobody asks a page for them. */
    private static UUID[] keys(ErasureOrdered ordered) {
        return switch (ordered.scope()) {
            case PERSON, RECORD -> ordered.keys().toArray(UUID[]::new);
            case EXPIRED -> new UUID[0];
        };
    }

    private static void prove(ErasureId erasure, Proof proof, Rows rows) {
        rows.change(
                """
                UPDATE erasure SET ledger_number = ?, ledger_hash = ?, root_version = ?, destroyed_at = ?, subjects = ?,
                                   keys = ?, kept = ?
                WHERE id = ?
                """,
                proof.ledgerNumber(),
                proof.ledgerHash(),
                proof.rootVersion(),
                proof.destroyedAt(),
                proof.subjects(),
                proof.keys(),
                proof.kept(),
                erasure.value());
    }
}
