package dev.lethe.ui.submissions;

import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.query.forms.FormFigures;
import dev.lethe.query.forms.FormFigures.Figures;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.query.submissions.SubmissionFigures;
import dev.lethe.query.submissions.SubmissionFigures.Received;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.submissions.ReportQuery.TypedDay;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * How a form was used over some days: how often it was opened and sent, where people left, how long they took, and how many
 * submissions there were. Numbers alone: nothing is opened, so no look is recorded.
 */
@Controller
class PeriodController {

    /** What is shown when no days were asked for: four weeks, today included. */
    private static final int USUAL = 28;

    /** So many days are shown one by one; more by the week. */
    private static final int SINGLE = 62;

    private static final int MOST_YEARS = 10;

    private final ReadingRights rights;
    private final Forms forms;
    private final FormFigures figures;
    private final SubmissionFigures submissions;
    private final MessageSource texts;
    private final Clock clock;

    PeriodController(
            ReadingRights rights,
            Forms forms,
            FormFigures figures,
            SubmissionFigures submissions,
            MessageSource texts,
            Clock clock) {
        this.rights = rights;
        this.forms = forms;
        this.figures = figures;
        this.submissions = submissions;
        this.texts = texts;
        this.clock = clock;
    }

    /**
     * A step on the way through the form.
     *
     * @param share of those who opened the form, in whole per cent; null when nobody did
     * @param left how many more there were at the step before
     */
    record Step(String name, long number, @Nullable Long share, long left) {}

    /** Submissions of one day or one week. */
    record Span(String name, long number) {}

    /** Submissions that have one status now. */
    record Status(String name, long number) {}

    @GetMapping("/staff/submissions/forms/{form}/period")
    String period(
            @PathVariable FormId form,
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        rights.require(form, reader);
        List<Published> versions = forms.versions(form);
        if (versions.isEmpty()) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        ReportQuery query = ReportQuery.of(form, asked);
        Problems problems = query.problems(texts);
        LocalDate today = LocalDate.ofInstant(clock.instant(), Times.LONDON);
        LocalDate to = query.to().date().orElse(today);
        LocalDate from = query.from().date().orElse(to.minusDays(USUAL - 1));
        if (problems.isEmpty() && to.isBefore(from)) problems.add("from", say("submissions.period.from.after"));
        if (problems.isEmpty() && from.plusYears(MOST_YEARS).isBefore(to))
            problems.add("to", say("submissions.period.too-long"));
        model.addAttribute("form", form);
        model.addAttribute("title", versions.getFirst().definition().title());
        model.addAttribute("from", problems.isEmpty() ? TypedDay.of(from) : query.from());
        model.addAttribute("to", problems.isEmpty() ? TypedDay.of(to) : query.to());
        model.addAttribute("problems", problems);
        if (problems.isEmpty()) fill(form, versions, from, to, model);
        return "submissions/period";
    }

    private void fill(FormId form, List<Published> versions, LocalDate from, LocalDate to, Model model) {
        Figures counted = figures.between(form, from, to);
        List<Step> steps = steps(counted, versions);
        model.addAttribute("firstDay", Times.day(from));
        model.addAttribute("lastDay", Times.day(to));
        model.addAttribute("started", counted.started());
        model.addAttribute("completed", counted.completed());
        model.addAttribute("share", share(counted.completed(), counted.started()));
        model.addAttribute("median", counted.median() == null ? null : duration(counted.median()));
        model.addAttribute("steps", steps);
        model.addAttribute(
                "stepsChart", Chart.lying(steps.stream().map(Step::number).toList()));

        List<Received> received = submissions.received(form, from, to);
        boolean weekly = ChronoUnit.DAYS.between(from, to) >= SINGLE;
        List<Span> spans = spans(received, from, to, weekly);
        model.addAttribute(
                "received", received.stream().mapToLong(Received::number).sum());
        model.addAttribute("weekly", weekly);
        model.addAttribute("spans", spans);
        model.addAttribute(
                "spansChart", Chart.upright(spans.stream().map(Span::number).toList()));
        Map<SubmissionStatus, Long> statuses = received.stream()
                .collect(Collectors.groupingBy(Received::status, Collectors.summingLong(Received::number)));
        model.addAttribute(
                "statuses",
                Arrays.stream(SubmissionStatus.values())
                        .map(status -> new Status(
                                say("submissions.status." + ReportQuery.code(status)),
                                statuses.getOrDefault(status, 0L)))
                        .toList());
    }

    /** Opened, each further page in the order of the form now, then those of pages that it has no more, and sent. */
    private List<Step> steps(Figures counted, List<Published> versions) {
        List<Step> steps = new ArrayList<>();
        add(steps, say("submissions.period.opened"), counted.started(), counted);
        Published newest = versions.getFirst();
        boolean paged = newest.definition().layout() == Layout.PAGE_PER_QUESTION;
        Set<FieldId> now = new HashSet<>();
        newest.definition().fields().forEach(field -> now.add(field.id()));
        for (Column column : Column.of(versions)) {
            String page = column.field().id().value();
            boolean asked =
                    paged && now.contains(column.field().id()) && column.field().type() != FieldType.HIDDEN;
            if (asked || counted.reached().containsKey(page))
                add(steps, column.field().label(), counted.reached().getOrDefault(page, 0L), counted);
        }
        if (newest.definition().layout() != Layout.ONE_PAGE || counted.reached().containsKey(FormCounts.CHECK))
            add(steps, say("submissions.period.check"), counted.reached().getOrDefault(FormCounts.CHECK, 0L), counted);
        add(steps, say("submissions.period.sent"), counted.completed(), counted);
        return steps;
    }

    private static void add(List<Step> steps, String name, long number, Figures counted) {
        long left = steps.isEmpty() ? 0 : Math.max(0, steps.getLast().number() - number);
        steps.add(new Step(name, number, share(number, counted.started()), left));
    }

    private static @Nullable Long share(long number, long of) {
        return of == 0 ? null : Math.round(100.0 * number / of);
    }

    /** Every day, or every week from Monday to Sunday, also those without any. */
    private List<Span> spans(List<Received> received, LocalDate from, LocalDate to, boolean weekly) {
        TreeMap<LocalDate, Long> numbers = new TreeMap<>();
        for (LocalDate day = begin(from, weekly); !day.isAfter(to); day = day.plusDays(weekly ? 7 : 1))
            numbers.put(day, 0L);
        for (Received each : received) numbers.merge(begin(each.day(), weekly), each.number(), Long::sum);
        List<Span> spans = new ArrayList<>();
        numbers.forEach((day, number) -> spans.add(new Span(
                weekly
                        ? texts.getMessage("submissions.period.week", new Object[] {Times.day(day)}, Locale.UK)
                        : Times.day(day),
                number)));
        return spans;
    }

    private static LocalDate begin(LocalDate day, boolean weekly) {
        return weekly ? day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)) : day;
    }

    private String duration(Duration took) {
        long seconds = Math.round(took.toMillis() / 1_000.0);
        String key = seconds < 60 ? "seconds" : seconds < 3_600 ? "minutes" : "hours";
        Object[] parts = seconds < 3_600
                ? new Object[] {seconds / 60, seconds % 60}
                : new Object[] {seconds / 3_600, seconds % 3_600 / 60};
        return texts.getMessage("submissions.period.took." + key, parts, Locale.UK);
    }

    private String say(String key) {
        return texts.getMessage(key, null, Locale.UK);
    }
}
