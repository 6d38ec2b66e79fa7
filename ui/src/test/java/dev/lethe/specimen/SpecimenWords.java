package dev.lethe.specimen;

import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditLine;
import dev.lethe.query.audit.AuditWords;
import java.util.List;

class SpecimenWords implements AuditWords {

    private static final AuditKind KEPT = new AuditKind("specimen.kept", "");

    @Override
    public int order() {
        return 10_000;
    }

    @Override
    public List<AuditKind> kinds() {
        return List.of(KEPT);
    }

    @Override
    public List<Telling<?>> tellings() {
        return List.of(new Telling<>(SpecimenEvent.class, (event, actor) -> switch (event) {
            case SpecimenEvent.SpecimenKept kept ->
                new AuditLine(KEPT, actor, kept.specimen().value());
        }));
    }
}
