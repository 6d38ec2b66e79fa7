package dev.lethe.query.forms;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.events.FormEvent;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormArchived;
import dev.lethe.command.forms.events.FormEvent.FormClosed;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormEvent.FormReopened;
import dev.lethe.command.forms.events.FormEvent.FormRestored;
import dev.lethe.command.forms.events.FormEvent.ReadersSet;
import dev.lethe.command.forms.events.SlugEvent;
import dev.lethe.command.forms.events.SlugEvent.SlugClaimed;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditLine;
import dev.lethe.query.audit.AuditWords;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Forms and their addresses, in the audit trail. */
@Component
class FormWords implements AuditWords {

    private static final String FORM = "form";
    private static final AuditKind CREATED = new AuditKind("form.created", FORM);
    private static final AuditKind DRAFT_SAVED = new AuditKind("form.draft-saved", FORM);
    private static final AuditKind PUBLISHED = new AuditKind("form.published", FORM);
    private static final AuditKind ADDRESS_CLAIMED = new AuditKind("form.address-claimed", FORM);
    private static final AuditKind CLOSED = new AuditKind("form.closed", FORM);
    private static final AuditKind REOPENED = new AuditKind("form.reopened", FORM);
    private static final AuditKind ARCHIVED = new AuditKind("form.archived", FORM);
    private static final AuditKind RESTORED = new AuditKind("form.restored", FORM);
    private static final AuditKind READERS_SET = new AuditKind("form.readers-set", FORM);

    @Override
    public int order() {
        return 100;
    }

    @Override
    public List<AuditKind> kinds() {
        return List.of(
                CREATED, DRAFT_SAVED, PUBLISHED, ADDRESS_CLAIMED, CLOSED, REOPENED, ARCHIVED, RESTORED, READERS_SET);
    }

    @Override
    public List<Telling<?>> tellings() {
        return List.of(
                new Telling<>(FormEvent.class, FormWords::form), new Telling<>(SlugEvent.class, FormWords::slug));
    }

    private static AuditLine form(FormEvent event, @Nullable UUID actor) {
        UUID form = event.form().value();
        return switch (event) {
            case FormCreated _ -> new AuditLine(CREATED, actor, form);
            case DraftSaved _ -> new AuditLine(DRAFT_SAVED, actor, form);
            case FormPublished e ->
                new AuditLine(PUBLISHED, actor, form)
                        .detail(String.valueOf(e.version().version()));
            case FormClosed _ -> new AuditLine(CLOSED, actor, form);
            case FormReopened _ -> new AuditLine(REOPENED, actor, form);
            case FormArchived _ -> new AuditLine(ARCHIVED, actor, form);
            case FormRestored _ -> new AuditLine(RESTORED, actor, form);
            case ReadersSet e ->
                new AuditLine(READERS_SET, actor, form)
                        .detail(e.roles())
                        .records(e.people().stream()
                                .map(AccountId::value)
                                .sorted()
                                .toList());
        };
    }

    private static AuditLine slug(SlugEvent event, @Nullable UUID actor) {
        return switch (event) {
            case SlugClaimed e -> new AuditLine(ADDRESS_CLAIMED, actor, e.form().value()).detail(e.slug());
        };
    }
}
