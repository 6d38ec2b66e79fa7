package dev.lethe.query.privacy;

import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordsExpired;
import dev.lethe.command.privacy.events.EventsMarked;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditLine;
import dev.lethe.query.audit.AuditWords;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Erasures, in the audit trail. */
@Component
class ErasureWords implements AuditWords {

    private static final String ERASURE = "erasure";
    private static final AuditKind ORDERED = new AuditKind("erasure.ordered", ERASURE);
    private static final AuditKind FOUND_IN_LEDGER = new AuditKind("erasure.found-in-ledger", ERASURE);
    private static final AuditKind OF_A_PERSON = new AuditKind("erasure.person-erased", ERASURE);
    private static final AuditKind OF_A_RECORD = new AuditKind("erasure.record-erased", ERASURE);
    private static final AuditKind EXPIRED = new AuditKind("erasure.records-expired", ERASURE);

    @Override
    public int order() {
        return 400;
    }

    @Override
    public List<AuditKind> kinds() {
        return List.of(ORDERED, FOUND_IN_LEDGER, OF_A_PERSON, OF_A_RECORD, EXPIRED);
    }

    @Override
    public List<Telling<?>> tellings() {
        return List.of(
                new Telling<>(ErasureEvent.class, ErasureWords::erasure),
                // A mark on an Axon Server's events, by which a restore is told: nobody did anything.
                new Telling<>(
                        EventsMarked.class,
                        (_, actor) -> new AuditLine(AuditKind.OTHER, actor, null).detail("EventsMarked")));
    }

    private static AuditLine erasure(ErasureEvent event, @Nullable UUID actor) {
        UUID erasure = event.erasure().value();
        return switch (event) {
            case ErasureOrdered e -> {
                var line = new AuditLine(ORDERED, actor, erasure)
                        .detail(e.ground().code().code());
                yield e.scope() == ErasureScope.EXPIRED ? line : line.by(e.officer());
            }
            case ErasureFoundInLedger e ->
                new AuditLine(FOUND_IN_LEDGER, actor, erasure)
                        .detail(e.ground().code().code());
            case PersonErased _ -> new AuditLine(OF_A_PERSON, actor, erasure);
            case RecordErased _ -> new AuditLine(OF_A_RECORD, actor, erasure);
            case RecordsExpired _ -> new AuditLine(EXPIRED, actor, erasure);
        };
    }
}
