package dev.lethe.ui.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.processes.retention.Expiry;
import dev.lethe.processes.retention.RunOutcome;
import dev.lethe.processes.retention.RunOutcome.Busy;
import dev.lethe.processes.retention.RunOutcome.Changed;
import dev.lethe.processes.retention.RunOutcome.Done;
import dev.lethe.processes.retention.RunOutcome.Held;
import dev.lethe.processes.retention.RunOutcome.Refused;
import dev.lethe.processes.retention.RunOutcome.UnderWay;
import dev.lethe.processes.retention.SecondLook;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.Outlook;
import dev.lethe.query.retention.RunRow;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.accounts.StaffNames;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** What will be deleted and when, what was, and the second look at what was refused. */
@Controller
@RequestMapping("/staff/retention")
class RetentionController {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionController.class);

    private final DuePreview previews;
    private final ObjectProvider<Expiry> expiry;
    private final ExpiryRuns runs;
    private final Forms forms;
    private final RetentionWords words;
    private final StaffNames names;
    private final Pages pages;

    RetentionController(
            DuePreview previews,
            ObjectProvider<Expiry> expiry,
            ExpiryRuns runs,
            Forms forms,
            RetentionWords words,
            StaffNames names,
            Pages pages) {
        this.previews = previews;
        this.expiry = expiry;
        this.runs = runs;
        this.forms = forms;
        this.words = words;
        this.names = names;
        this.pages = pages;
    }

    /** A form's line: counts as they are shown. */
    record FormLine(
            String title,
            List<String> rule,
            boolean toldShorter,
            String living,
            String due,
            String within7,
            String within30,
            String held,
            String oldest,
            String newest) {}

    /** A run's line. */
    record RunLine(
            ExpiryRunId id,
            String at,
            String day,
            String cause,
            String state,
            String text,
            String due,
            String destroyed) {}

    /** What a run did with one form's. */
    record DoneLine(String title, String due, String destroyed) {}

    /** What was due and stayed. */
    record LeftLine(String title, String why, String records) {}

    @GetMapping
    String overview(
            @RequestParam(defaultValue = "1") int page, @AuthenticationPrincipal StaffMember reader, Model model) {
        DuePreview.Preview preview = previews.look();
        show(preview, model);
        model.addAttribute("mayLook", reader.is(Role.PRIVACY_OFFICER));
        int last = (int) Math.max(1, (runs.count() + ExpiryRuns.PAGE - 1) / ExpiryRuns.PAGE);
        int shown = Math.clamp(page, 1, last);
        List<RunRow> rows = runs.page(shown);
        Map<AccountId, String> officers = officers(rows, reader);
        model.addAttribute("runs", rows.stream().map(row -> line(row, officers)).toList());
        model.addAttribute("page", shown);
        model.addAttribute("pages", last);
        return "retention/overview";
    }

    private void show(DuePreview.Preview preview, Model model) {
        Outlook outlook = preview.outlook();
        ExpiryRefusal refusal = preview.refusal();
        model.addAttribute("day", Times.day(outlook.day()));
        model.addAttribute("isoDay", outlook.day().toString());
        model.addAttribute("due", outlook.due());
        model.addAttribute("dueText", number(outlook.due()));
        model.addAttribute("living", number(outlook.living()));
        model.addAttribute("limit", number(preview.limit()));
        model.addAttribute("refusal", refusal == null ? null : refusal.name());
        model.addAttribute(
                "within7",
                number(outlook.forms().stream()
                        .mapToLong(Outlook.OfForm::within7)
                        .sum()));
        model.addAttribute(
                "within30",
                number(outlook.forms().stream()
                        .mapToLong(Outlook.OfForm::within30)
                        .sum()));
        model.addAttribute("forms", outlook.forms().stream().map(this::line).toList());
        model.addAttribute(
                "dueForms", outlook.dueForms().stream().map(this::line).toList());
        model.addAttribute("anyHeld", outlook.forms().stream().anyMatch(form -> form.held() > 0));
    }

    private FormLine line(Outlook.OfForm form) {
        return new FormLine(
                form.title(),
                words.rule(form.says()),
                form.toldShorter(),
                number(form.living()),
                number(form.due()),
                number(form.within7()),
                number(form.within30()),
                number(form.held()),
                form.oldest() == null ? "" : Times.day(form.oldest()),
                form.newest() == null ? "" : Times.day(form.newest()));
    }

    static String number(long count) {
        return String.format(Locale.UK, "%,d", count);
    }

    private Map<AccountId, String> officers(List<RunRow> rows, StaffMember reader) {
        return names.shownTo(
                reader.account(),
                rows.stream().map(RunRow::officer).filter(Objects::nonNull).collect(Collectors.toSet()));
    }

    private RunLine line(RunRow run, Map<AccountId, String> officers) {
        String state = run.refusal() != null ? "refused" : run.underWay() ? "under-way" : "completed";
        String cause = run.officer() == null
                ? words.say("retention.cause." + run.cause().name())
                : String.valueOf(officers.get(run.officer()));
        return new RunLine(
                run.id(),
                Times.minute(run.startedAt()),
                Times.day(run.day()),
                cause,
                state,
                words.say("retention.state." + state),
                number(run.due()),
                number(run.destroyed()));
    }

    @GetMapping("/runs/{run}")
    String run(@PathVariable ExpiryRunId run, @AuthenticationPrincipal StaffMember reader, Model model) {
        RunRow row = runs.byId(run).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("run", line(row, officers(List.of(row), reader)));
        model.addAttribute("secondLook", row.secondLook());
        model.addAttribute("living", number(row.living()));
        ExpiryRefusal refusal = row.refusal();
        model.addAttribute("refusal", refusal == null ? null : refusal.name());
        model.addAttribute("before", row.before() == null ? "" : Times.minute(row.before()));
        model.addAttribute("after", row.after() == null ? "" : Times.minute(row.after()));
        model.addAttribute("ended", row.completedAt() == null ? null : Times.minute(row.completedAt()));
        Map<FormId, String> titles = new HashMap<>();
        forms.all().forEach(form -> titles.put(form.form(), form.title()));
        model.addAttribute(
                "forms",
                runs.forms(run).stream()
                        .map(form -> new DoneLine(
                                titles.getOrDefault(form.form(), ""), number(form.due()), number(form.destroyed())))
                        .toList());
        model.addAttribute(
                "leftOut",
                runs.leftOut(run).stream()
                        .map(each -> new LeftLine(
                                titles.getOrDefault(each.form(), ""),
                                words.say("retention.left." + each.why().name()),
                                number(each.records())))
                        .toList());
        model.addAttribute("batches", runs.batches(run));
        model.addAttribute("mayProve", reader.is(Role.PRIVACY_OFFICER));
        return "retention/run";
    }

    @GetMapping("/second-look")
    String ask(Model model) {
        show(previews.look(), model);
        return "retention/second-look";
    }

    @PostMapping("/second-look")
    String confirm(
            @RequestParam(defaultValue = "") String day,
            @RequestParam(defaultValue = "") String records,
            @AuthenticationPrincipal StaffMember officer,
            Model model) {
        SecondLook seen = seen(day, records);
        if (seen == null) return again("retention.look.changed", model);
        Expiry here = expiry.getIfAvailable();
        if (here == null) return again("retention.look.elsewhere", model);
        RunOutcome outcome;
        try {
            outcome = here.runAside(officer.account(), seen);
        } catch (RuntimeException e) {
            LOG.error("A run of the retention that an officer asked for failed", e);
            return again("retention.look.failed", model);
        }
        return switch (outcome) {
            case Done done -> pages.after("/staff/retention/runs/" + done.run());
            case UnderWay begun -> pages.after("/staff/retention/runs/" + begun.run());
            case Held held -> again(model, words.say("retention.look.held", held.why()));
            case Refused refused -> pages.after("/staff/retention/runs/" + refused.run());
            case Changed _ -> again("retention.look.changed", model);
            case Busy _ -> again("retention.look.busy", model);
        };
    }

    private static @Nullable SecondLook seen(String day, String records) {
        try {
            return new SecondLook(LocalDate.parse(day), Long.parseLong(records));
        } catch (DateTimeParseException | NumberFormatException _) {
            return null;
        }
    }

    private String again(String why, Model model) {
        return again(model, words.say(why));
    }

    private String again(Model model, String problem) {
        model.addAttribute("problems", new Problems().add(problem));
        return ask(model);
    }
}
