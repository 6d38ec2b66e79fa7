package dev.lethe.query.audit;

import dev.lethe.command.accounts.events.AccountEvent;
import dev.lethe.command.accounts.events.AccountEvent.AccountOpened;
import dev.lethe.command.accounts.events.AccountEvent.AccountReinstated;
import dev.lethe.command.accounts.events.AccountEvent.AccountSuspended;
import dev.lethe.command.accounts.events.AccountEvent.AddressChanged;
import dev.lethe.command.accounts.events.AccountEvent.LinkIssued;
import dev.lethe.command.accounts.events.AccountEvent.PasswordChosen;
import dev.lethe.command.accounts.events.AccountEvent.ProfileChanged;
import dev.lethe.command.accounts.events.AccountEvent.RolesChanged;
import dev.lethe.command.accounts.events.AccountEvent.SignInRefused;
import dev.lethe.command.accounts.events.AccountEvent.SignedIn;
import dev.lethe.command.accounts.events.AccountEvent.SignedOut;
import dev.lethe.command.accounts.events.AdministratorsEvent;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorAppointed;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorDismissed;
import dev.lethe.command.accounts.events.AdministratorsEvent.FirstAdministratorAppointed;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.events.PersonalDataRead;
import dev.lethe.command.audit.events.SubmissionsExported;
import dev.lethe.command.audit.model.Occasion;
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
import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordsExpired;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.retention.events.ExpiryRunEvent;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryBatchOrdered;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunCompleted;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunRefused;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.events.ShortLivedExpired;
import dev.lethe.command.retention.model.RecordCount;
import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionRestored;
import dev.lethe.command.submissions.events.ViewEvent;
import dev.lethe.command.submissions.events.ViewEvent.ViewMoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewRemoved;
import dev.lethe.command.submissions.events.ViewEvent.ViewSaved;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes one line for each event there is, whatever it is. It takes ids, codes and numbers only, so it has nothing to lose
 * when somebody is erased.
 */
@Component
class AuditProjection implements Projection<Object> {

    private static final Table ENTRY =
            new Table("entry", "position", "at", "actor", "kind", "subject", "detail", "records");

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
        Line line = line(event, recorded.actor());
        rows.insert(
                ENTRY,
                recorded.position(),
                recorded.at(),
                line.actor,
                line.kind.code(),
                line.subject,
                line.detail,
                line.records);
    }

    private record Line(
            AuditKind kind,
            @Nullable UUID actor,
            @Nullable UUID subject,
            @Nullable String detail,
            UUID @Nullable [] records) {

        Line(AuditKind kind, @Nullable UUID actor, UUID subject) {
            this(kind, actor, subject, null, null);
        }

        Line detail(String code) {
            return new Line(kind, actor, subject, code, records);
        }
    }

    private static Line line(Object event, @Nullable UUID actor) {
        return switch (event) {
            case SubmissionEvent e -> submission(e, actor);
            case ViewEvent e -> view(e, actor);
            case FormEvent e -> form(e, actor);
            case SlugEvent e -> slug(e, actor);
            case AccountEvent e -> account(e, actor);
            case AdministratorsEvent e -> administrators(e, actor);
            case PersonalDataRead e -> look(e);
            case SubmissionsExported e -> export(e);
            case ErasureEvent e -> erasure(e, actor);
            case ExpiryRunEvent e -> expiry(e, actor);
            case ShortLivedExpired e ->
                new Line(
                        AuditKind.SHORT_LIVED_EXPIRED,
                        actor,
                        null,
                        e.destroyed().stream()
                                .map(each -> each.kind() + " " + each.keys())
                                .collect(Collectors.joining(", ")),
                        null);
            default -> new Line(AuditKind.OTHER, actor, null, event.getClass().getSimpleName(), null);
        };
    }

    private static Line submission(SubmissionEvent event, @Nullable UUID actor) {
        return switch (event) {
            case SubmissionReceived e ->
                new Line(AuditKind.SUBMISSION_RECEIVED, actor, e.submission().value());
            case StatusSet e ->
                new Line(AuditKind.SUBMISSION_STATUS_SET, actor, e.submission().value()).detail(code(e.status()));
            case NoteAdded e ->
                new Line(AuditKind.SUBMISSION_NOTE_ADDED, actor, e.submission().value());
            case SubmissionArchived e ->
                new Line(AuditKind.SUBMISSION_ARCHIVED, actor, e.submission().value());
            case SubmissionRestored e ->
                new Line(AuditKind.SUBMISSION_RESTORED, actor, e.submission().value());
        };
    }

    private static Line view(ViewEvent event, @Nullable UUID actor) {
        UUID view = event.view().value();
        return switch (event) {
            case ViewSaved _ -> new Line(AuditKind.VIEW_SAVED, actor, view);
            case ViewMoved _ -> new Line(AuditKind.VIEW_MOVED, actor, view);
            case ViewRemoved _ -> new Line(AuditKind.VIEW_REMOVED, actor, view);
        };
    }

    private static Line form(FormEvent event, @Nullable UUID actor) {
        UUID form = event.form().value();
        return switch (event) {
            case FormCreated _ -> new Line(AuditKind.FORM_CREATED, actor, form);
            case DraftSaved _ -> new Line(AuditKind.FORM_DRAFT_SAVED, actor, form);
            case FormPublished e ->
                new Line(AuditKind.FORM_PUBLISHED, actor, form)
                        .detail(String.valueOf(e.version().version()));
            case FormClosed _ -> new Line(AuditKind.FORM_CLOSED, actor, form);
            case FormReopened _ -> new Line(AuditKind.FORM_REOPENED, actor, form);
            case FormArchived _ -> new Line(AuditKind.FORM_ARCHIVED, actor, form);
            case FormRestored _ -> new Line(AuditKind.FORM_RESTORED, actor, form);
            case ReadersSet e ->
                new Line(
                        AuditKind.FORM_READERS_SET,
                        actor,
                        form,
                        e.roles().stream().map(AuditProjection::code).sorted().collect(Collectors.joining(" ")),
                        e.people().stream().map(AccountId::value).sorted().toArray(UUID[]::new));
        };
    }

    private static Line slug(SlugEvent event, @Nullable UUID actor) {
        return switch (event) {
            case SlugClaimed e ->
                new Line(AuditKind.FORM_ADDRESS_CLAIMED, actor, e.form().value()).detail(e.slug());
        };
    }

    private static Line account(AccountEvent event, @Nullable UUID actor) {
        UUID account = event.account().value();
        return switch (event) {
            case AccountOpened e -> new Line(AuditKind.ACCOUNT_OPENED, actor, account).detail(code(e.how()));
            case LinkIssued e -> new Line(AuditKind.LINK_ISSUED, actor, account).detail(code(e.purpose()));
            case PasswordChosen e -> new Line(AuditKind.PASSWORD_CHOSEN, actor, account).detail(code(e.origin()));
            case ProfileChanged _ -> new Line(AuditKind.PROFILE_CHANGED, actor, account);
            case AddressChanged _ -> new Line(AuditKind.ADDRESS_CHANGED, actor, account);
            case RolesChanged e ->
                new Line(AuditKind.ROLES_CHANGED, actor, account)
                        .detail(e.roles().stream()
                                .map(AuditProjection::code)
                                .sorted()
                                .collect(Collectors.joining(" ")));
            case AccountSuspended _ -> new Line(AuditKind.ACCOUNT_SUSPENDED, actor, account);
            case AccountReinstated _ -> new Line(AuditKind.ACCOUNT_REINSTATED, actor, account);
            // Before they are let in nobody is an actor yet; letting somebody in makes them one.
            case SignedIn _ -> new Line(AuditKind.SIGNED_IN, account, account);
            case SignInRefused e -> new Line(AuditKind.SIGN_IN_REFUSED, actor, account).detail(code(e.why()));
            case SignedOut _ -> new Line(AuditKind.SIGNED_OUT, account, account);
        };
    }

    private static Line administrators(AdministratorsEvent event, @Nullable UUID actor) {
        UUID account = event.account().value();
        return switch (event) {
            case FirstAdministratorAppointed _ -> new Line(AuditKind.ADMINISTRATOR_APPOINTED, actor, account);
            case AdministratorAppointed _ -> new Line(AuditKind.ADMINISTRATOR_APPOINTED, actor, account);
            case AdministratorDismissed _ -> new Line(AuditKind.ADMINISTRATOR_DISMISSED, actor, account);
        };
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Line look(PersonalDataRead e) {
        AuditKind kind =
                e.occasion() == Occasion.SEARCH_WITHOUT_RESULT ? AuditKind.SEARCHED_IN_VAIN : AuditKind.DATA_READ;
        return new Line(
                kind, e.reader().value(), null, code(e.occasion()), e.records().toArray(UUID[]::new));
    }

    /** The form, if it was one; the format and how many, as in {@code csv 1200}; what a reference led to. */
    private static Line export(SubmissionsExported e) {
        return new Line(
                AuditKind.DATA_EXPORTED,
                e.reader().value(),
                e.forms().size() == 1 ? e.forms().getFirst().value() : null,
                code(e.format()) + " " + e.count(),
                e.found().toArray(UUID[]::new));
    }

    private static Line erasure(ErasureEvent event, @Nullable UUID actor) {
        UUID erasure = event.erasure().value();
        return switch (event) {
            case ErasureOrdered e ->
                new Line(
                                AuditKind.ERASURE_ORDERED,
                                e.scope() == ErasureScope.EXPIRED
                                        ? actor
                                        : e.officer().value(),
                                erasure)
                        .detail(e.ground().code().code());
            case ErasureFoundInLedger e ->
                new Line(AuditKind.ERASURE_FOUND_IN_LEDGER, actor, erasure)
                        .detail(e.ground().code().code());
            case PersonErased _ -> new Line(AuditKind.PERSON_ERASED, actor, erasure);
            case RecordErased _ -> new Line(AuditKind.RECORD_ERASED, actor, erasure);
            case RecordsExpired _ -> new Line(AuditKind.RECORDS_EXPIRED, actor, erasure);
        };
    }

    private static Line expiry(ExpiryRunEvent event, @Nullable UUID actor) {
        UUID run = event.run().value();
        return switch (event) {
            case ExpiryRunStarted e ->
                new Line(AuditKind.EXPIRY_STARTED, actor, run).detail(e.secondLook() ? "second-look" : code(e.cause()));
            case ExpiryRunRefused e -> new Line(AuditKind.EXPIRY_REFUSED, actor, run).detail(code(e.why()));
            case ExpiryBatchOrdered e ->
                new Line(AuditKind.EXPIRY_BATCH_ORDERED, actor, e.batch().value()).detail(sum(e.records()));
            case ExpiryRunCompleted e -> new Line(AuditKind.EXPIRY_COMPLETED, actor, run).detail(sum(e.destroyed()));
        };
    }

    private static String sum(List<RecordCount> counts) {
        return String.valueOf(counts.stream().mapToLong(RecordCount::records).sum());
    }
}
