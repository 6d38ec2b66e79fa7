package dev.lethe.ui.audit;

import static java.util.Objects.requireNonNull;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.FormReaders;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.audit.AuditEntry;
import dev.lethe.query.audit.AuditFilter;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditTrail;
import dev.lethe.query.forms.Forms;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.accounts.StaffNames;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The audit trail, newest first, by day, kind and account. */
@Controller
class AuditController {

    /** Those whom submissions are shown to, where the form lets them. */
    private static final Set<Role> READING = Set.of(Role.EDITOR, Role.CASEWORKER, Role.PRIVACY_OFFICER);

    private final AuditTrail trail;
    private final RecordedSubmissions recorded;
    private final Forms forms;
    private final FormReaders readers;
    private final StaffNames names;
    private final MessageSource texts;

    AuditController(
            AuditTrail trail,
            RecordedSubmissions recorded,
            Forms forms,
            FormReaders readers,
            StaffNames names,
            MessageSource texts) {
        this.trail = trail;
        this.recorded = recorded;
        this.forms = forms;
        this.readers = readers;
        this.names = names;
        this.texts = texts;
    }

    /**
     * A line as it is shown.
     *
     * @param actor empty for visitors and for the system
     * @param about the address of the page about it, empty when this reader has none
     */
    record Line(
            String at,
            String who,
            @Nullable AccountId actor,
            String what,
            @Nullable UUID subject,
            String about,
            List<UUID> records) {}

    @GetMapping("/staff/audit")
    String trail(@RequestParam Map<String, String> asked, @AuthenticationPrincipal StaffMember reader, Model model) {
        var problems = new Problems();
        LocalDate from = date(asked, "from", problems);
        LocalDate to = date(asked, "to", problems);
        if (from != null && to != null && to.isBefore(from)) problems.add("to", say("audit.to.before"));
        AuditKind kind = Stream.of(AuditKind.values())
                .filter(each -> each.code().equals(asked.get("kind")))
                .findFirst()
                .orElse(null);
        AccountId account = account(asked.get("account"));
        Long before = number(asked.get("before"));

        // What was asked is not known then, and rows of another question would be taken for its answer.
        var page = problems.isEmpty()
                ? trail.page(new AuditFilter(from, to, kind, account), before)
                : new AuditTrail.Page(List.of(), null);
        Map<AccountId, String> shown = names.shownTo(
                reader.account(),
                Stream.concat(
                                Stream.ofNullable(account),
                                page.entries().stream().map(AuditEntry::actor))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        model.addAttribute("problems", problems);
        Set<UUID> readable = readable(page.entries(), reader);
        model.addAttribute(
                "lines",
                page.entries().stream()
                        .map(entry -> line(entry, shown, readable, reader))
                        .toList());
        model.addAttribute("asked", asked);
        model.addAttribute("account", account);
        model.addAttribute("accountName", account == null ? null : shown.get(account));
        model.addAttribute(
                "kinds",
                Stream.of(AuditKind.values())
                        .map(each -> Choice.of(each.code(), say("audit.kind." + each.code())))
                        .toList());
        model.addAttribute("older", page.older() == null ? null : address(asked, page.older()));
        model.addAttribute("newest", before == null ? null : address(asked, null));
        return "audit/trail";
    }

    /** The submissions in these lines that this reader may read. */
    private Set<UUID> readable(List<AuditEntry> entries, StaffMember reader) {
        List<SubmissionId> named = entries.stream()
                .filter(entry -> entry.kind().code().startsWith("submission.") && entry.subject() != null)
                .map(entry -> new SubmissionId(requireNonNull(entry.subject())))
                .distinct()
                .toList();
        if (named.isEmpty() || Collections.disjoint(reader.roles(), READING)) return Set.of();
        Set<FormId> allowed = readers.readable(forms.ids(), reader.account(), reader.roles());
        Set<UUID> readable = new HashSet<>();
        recorded.formsOf(named).forEach((submission, form) -> {
            if (allowed.contains(form)) readable.add(submission.value());
        });
        return readable;
    }

    private Line line(AuditEntry entry, Map<AccountId, String> shown, Set<UUID> readable, StaffMember reader) {
        String who;
        if (entry.actor() != null) who = String.valueOf(shown.get(entry.actor()));
        else who = say(entry.kind() == AuditKind.SUBMISSION_RECEIVED ? "audit.who.visitor" : "audit.who.system");
        return new Line(
                Times.minute(entry.at()),
                who,
                entry.actor(),
                what(entry),
                entry.subject(),
                about(entry, readable, reader),
                entry.records());
    }

    private String what(AuditEntry entry) {
        String code = entry.kind().code();
        String what = say("audit.kind." + code);
        if (entry.detail() == null) return what;
        if (entry.kind() == AuditKind.DATA_EXPORTED) return what + ": " + exported(entry.detail());
        // Codes have words of their own; numbers and addresses stand for themselves.
        String words = switch (entry.kind()) {
            case ERASURE_ORDERED, ERASURE_FOUND_IN_LEDGER -> "privacy.ground." + entry.detail();
            default -> "audit.detail." + code + "." + entry.detail();
        };
        return what + ": " + texts.getMessage(words, null, entry.detail(), Locale.UK);
    }

    private String exported(String detail) {
        String[] parts = detail.split(" ");
        return texts.getMessage(
                "audit.detail.data.exported." + parts[0], new Object[] {Long.valueOf(parts[1])}, Locale.UK);
    }

    private static String about(AuditEntry entry, Set<UUID> readable, StaffMember reader) {
        if (entry.subject() == null) return "";
        return switch (entry.kind()) {
            case FORM_CLOSED,
                    FORM_REOPENED,
                    FORM_ARCHIVED,
                    FORM_RESTORED,
                    FORM_READERS_SET,
                    FORM_CREATED,
                    FORM_DRAFT_SAVED,
                    FORM_PUBLISHED,
                    FORM_ADDRESS_CLAIMED -> reader.is(Role.EDITOR) ? "/staff/forms/" + entry.subject() : "";
            case SUBMISSION_RECEIVED,
                    SUBMISSION_STATUS_SET,
                    SUBMISSION_NOTE_ADDED,
                    SUBMISSION_ARCHIVED,
                    SUBMISSION_RESTORED ->
                readable.contains(entry.subject()) ? "/staff/submissions/" + entry.subject() : "";
            case EXPIRY_STARTED, EXPIRY_REFUSED, EXPIRY_COMPLETED -> "/staff/retention/runs/" + entry.subject();
            case ERASURE_ORDERED,
                    ERASURE_FOUND_IN_LEDGER,
                    PERSON_ERASED,
                    RECORD_ERASED,
                    RECORDS_EXPIRED,
                    EXPIRY_BATCH_ORDERED -> reader.is(Role.PRIVACY_OFFICER) ? "/staff/erasures/" + entry.subject() : "";
            case ACCOUNT_OPENED,
                    LINK_ISSUED,
                    PASSWORD_CHOSEN,
                    PROFILE_CHANGED,
                    ADDRESS_CHANGED,
                    ROLES_CHANGED,
                    ACCOUNT_SUSPENDED,
                    ACCOUNT_REINSTATED,
                    ADMINISTRATOR_APPOINTED,
                    ADMINISTRATOR_DISMISSED,
                    SIGNED_IN,
                    SIGN_IN_REFUSED,
                    SIGNED_OUT,
                    VIEW_SAVED,
                    VIEW_MOVED,
                    VIEW_REMOVED,
                    DATA_READ,
                    DATA_EXPORTED,
                    SEARCHED_IN_VAIN,
                    SHORT_LIVED_EXPIRED,
                    OTHER -> "";
        };
    }

    /** The same question at another place of the trail. */
    private static String address(Map<String, String> asked, @Nullable Long before) {
        var address = UriComponentsBuilder.fromPath("/staff/audit");
        Stream.of("from-day", "from-month", "from-year", "to-day", "to-month", "to-year", "kind", "account")
                .filter(name -> !asked.getOrDefault(name, "").isBlank())
                .forEach(name -> address.queryParam(name, "{" + name + "}"));
        if (before != null) address.queryParam("before", before);
        return address.buildAndExpand(asked).encode().toUriString();
    }

    private @Nullable LocalDate date(Map<String, String> asked, String name, Problems problems) {
        String day = asked.getOrDefault(name + "-day", "").strip();
        String month = asked.getOrDefault(name + "-month", "").strip();
        String year = asked.getOrDefault(name + "-year", "").strip();
        if (day.isEmpty() && month.isEmpty() && year.isEmpty()) return null;
        try {
            LocalDate date = LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
            if (date.getYear() >= 2000 && date.getYear() < 10_000) return date;
        } catch (NumberFormatException | DateTimeException _) {
            // said below
        }
        problems.add(name, say("audit." + name + ".wrong"));
        return null;
    }

    private static @Nullable AccountId account(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? null : new AccountId(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static @Nullable Long number(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private String say(String key) {
        return texts.getMessage(key, null, Locale.UK);
    }
}
