package dev.lethe.ui.audit;

import static java.util.Objects.requireNonNull;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.query.audit.AuditEntry;
import dev.lethe.query.audit.AuditFilter;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditTrail;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.accounts.StaffNames;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** What the keys of the kinds' texts begin with. */
    private static final String KIND = "audit.kind.";

    /** A code and a number. */
    private static final Pattern NUMBERED = Pattern.compile("([a-z-]+) ([0-9]{1,18})");

    private final AuditTrail trail;
    private final Map<String, AuditPages> pages;
    private final StaffNames names;
    private final MessageSource texts;

    /** @throws IllegalStateException when two features have pages about the same */
    AuditController(AuditTrail trail, List<AuditPages> pages, StaffNames names, MessageSource texts) {
        this.trail = trail;
        this.pages = pages.stream().collect(Collectors.toMap(AuditPages::about, Function.identity()));
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
        AuditKind kind = trail.kinds().stream()
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
        Map<String, Map<UUID, String>> about = about(page.entries(), reader);
        model.addAttribute(
                "lines",
                page.entries().stream().map(entry -> line(entry, shown, about)).toList());
        model.addAttribute("asked", asked);
        model.addAttribute("account", account);
        model.addAttribute("accountName", account == null ? null : shown.get(account));
        model.addAttribute(
                "kinds",
                trail.kinds().stream()
                        .map(each -> Choice.of(each.code(), say(KIND + each.code())))
                        .toList());
        model.addAttribute("older", page.older() == null ? null : address(asked, page.older()));
        model.addAttribute("newest", before == null ? null : address(asked, null));
        return "audit/trail";
    }

    /** The addresses of what these lines are about, by what that is: each feature is asked once, for all of its own. */
    private Map<String, Map<UUID, String>> about(List<AuditEntry> entries, StaffMember reader) {
        Map<String, Set<UUID>> subjects = new HashMap<>();
        for (AuditEntry entry : entries)
            if (entry.subject() != null && pages.containsKey(entry.kind().about()))
                subjects.computeIfAbsent(entry.kind().about(), _ -> new HashSet<>())
                        .add(entry.subject());
        Map<String, Map<UUID, String>> addresses = new HashMap<>();
        subjects.forEach((about, ids) ->
                addresses.put(about, requireNonNull(pages.get(about)).addresses(ids, reader)));
        return addresses;
    }

    private Line line(AuditEntry entry, Map<AccountId, String> shown, Map<String, Map<UUID, String>> about) {
        String who;
        if (entry.actor() != null) who = String.valueOf(shown.get(entry.actor()));
        else who = say(entry.kind().visitors() ? "audit.who.visitor" : "audit.who.system");
        return new Line(
                Times.minute(entry.at()),
                who,
                entry.actor(),
                what(entry),
                entry.subject(),
                entry.subject() == null
                        ? ""
                        : about.getOrDefault(entry.kind().about(), Map.of()).getOrDefault(entry.subject(), ""),
                entry.records());
    }

    private String what(AuditEntry entry) {
        // A kind of a newer version has no text here.
        String code = entry.kind().code();
        String what = say(KIND + code, say(KIND + AuditKind.OTHER.code()) + " (" + code + ")");
        return entry.detail() == null ? what : what + ": " + detail(entry.kind(), entry.detail());
    }

    /** Codes have words of their own, some with a number after them; numbers and addresses stand for themselves. */
    private String detail(AuditKind kind, String detail) {
        AuditPages feature = pages.get(kind.about());
        String words = feature == null ? AuditPages.DETAIL + kind.code() : feature.details(kind);
        Matcher numbered = NUMBERED.matcher(detail);
        return numbered.matches()
                ? say(words + "." + numbered.group(1), detail, Long.valueOf(numbered.group(2)))
                : say(words + "." + detail, detail);
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

    private String say(String key, String otherwise, Object... arguments) {
        return requireNonNull(texts.getMessage(key, arguments.length == 0 ? null : arguments, otherwise, Locale.UK));
    }
}
