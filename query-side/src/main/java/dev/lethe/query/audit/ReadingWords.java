package dev.lethe.query.audit;

import dev.lethe.command.audit.events.PersonalDataRead;
import dev.lethe.command.audit.events.SubmissionsExported;
import dev.lethe.command.audit.model.Occasion;
import java.util.List;
import org.springframework.stereotype.Component;

/** The looks that members of staff take, which this feature records for all others. */
@Component
class ReadingWords implements AuditWords {

    private static final AuditKind READ = new AuditKind("data.read", "");
    private static final AuditKind EXPORTED = new AuditKind("data.exported", "");
    private static final AuditKind SEARCHED_IN_VAIN = new AuditKind("data.searched-in-vain", "");

    @Override
    public int order() {
        return 300;
    }

    @Override
    public List<AuditKind> kinds() {
        return List.of(READ, EXPORTED, SEARCHED_IN_VAIN);
    }

    @Override
    public List<Telling<?>> tellings() {
        return List.of(
                new Telling<>(PersonalDataRead.class, (event, _) -> look(event)),
                new Telling<>(SubmissionsExported.class, (event, _) -> export(event)));
    }

    private static AuditLine look(PersonalDataRead e) {
        AuditKind kind = e.occasion() == Occasion.SEARCH_WITHOUT_RESULT ? SEARCHED_IN_VAIN : READ;
        return new AuditLine(kind, e.reader().value(), null)
                .detail(e.occasion())
                .records(e.records());
    }

    /** The form, if it was one; the format and how many, as in {@code csv 1200}; what a reference led to. */
    private static AuditLine export(SubmissionsExported e) {
        return new AuditLine(
                        EXPORTED,
                        e.reader().value(),
                        e.forms().size() == 1 ? e.forms().getFirst().value() : null)
                .detail(AuditLine.code(e.format()) + " " + e.count())
                .records(e.found());
    }
}
