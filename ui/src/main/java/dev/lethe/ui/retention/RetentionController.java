package dev.lethe.ui.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.processes.retention.Expiry;
import dev.lethe.processes.retention.RunOutcome;
import dev.lethe.processes.retention.RunOutcome.Busy;
import dev.lethe.processes.retention.RunOutcome.Changed;
import dev.lethe.processes.retention.RunOutcome.Done;
import dev.lethe.processes.retention.RunOutcome.Held;
import dev.lethe.processes.retention.RunOutcome.Refused;
import dev.lethe.processes.retention.RunOutcome.UnderWay;
import dev.lethe.processes.retention.SecondLook;
import dev.lethe.query.records.AllDue;
import dev.lethe.query.records.Caption;
import dev.lethe.query.records.DueGroup;
import dev.lethe.query.records.RecordGroup;
import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.Outlook;
import dev.lethe.query.retention.RunRow;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.accounts.StaffNames;
import dev.lethe.ui.web.Captions;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private final AllDue due;
    private final Captions captions;
    private final RetentionWords words;
    private final StaffNames names;
    private final Pages pages;

    RetentionController(
            DuePreview previews,
            ObjectProvider<Expiry> expiry,
            ExpiryRuns runs,
            AllDue due,
            Captions captions,
            RetentionWords words,
            StaffNames names,
            Pages pages) {
        this.previews = previews;
        this.expiry = expiry;
        this.runs = runs;
        this.due = due;
        this.captions = captions;
        this.words = words;
        this.names = names;
        this.pages = pages;
    }

    /** A group's line: counts as they are shown. */
    record GroupLine(
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

    /** What a run did with one group's. */
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
        model.addAttribute(
                "limits",
                preview.exceeded().stream().map(each -> number(each.records())).toList());
        model.addAttribute("refusal", refusal == null ? null : refusal.name());
        model.addAttribute(
                "within7",
                number(outlook.groups().stream().mapToLong(DueGroup::within7).sum()));
        model.addAttribute(
                "within30",
                number(outlook.groups().stream().mapToLong(DueGroup::within30).sum()));
        model.addAttribute("groups", outlook.groups().stream().map(this::line).toList());
        model.addAttribute(
                "dueGroups", outlook.dueGroups().stream().map(this::line).toList());
        model.addAttribute("anyHeld", outlook.groups().stream().anyMatch(group -> group.held() > 0));
    }

    private GroupLine line(DueGroup group) {
        return new GroupLine(
                captions.text(group.title()),
                group.rule().stream().map(captions::text).toList(),
                group.toldShorter(),
                number(group.living()),
                number(group.due()),
                number(group.within7()),
                number(group.within30()),
                number(group.held()),
                group.oldest() == null ? "" : Times.day(group.oldest()),
                group.newest() == null ? "" : Times.day(group.newest()));
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
        List<ExpiryRuns.OfGroup> groups = runs.groups(run);
        List<LeftOut> leftOut = runs.leftOut(run);
        Map<RecordGroup, Caption> titles = due.titles(Stream.concat(
                        groups.stream().map(ExpiryRuns.OfGroup::group),
                        leftOut.stream().map(RetentionController::group))
                .collect(Collectors.toSet()));
        model.addAttribute(
                "groups",
                groups.stream()
                        .map(each ->
                                new DoneLine(title(each.group(), titles), number(each.due()), number(each.destroyed())))
                        .toList());
        model.addAttribute(
                "leftOut",
                leftOut.stream()
                        .map(each -> new LeftLine(
                                title(group(each), titles),
                                words.say("retention.left." + each.why().name()),
                                number(each.records())))
                        .toList());
        model.addAttribute("batches", runs.batches(run));
        model.addAttribute("mayProve", reader.is(Role.PRIVACY_OFFICER));
        return "retention/run";
    }

    private static RecordGroup group(LeftOut leftOut) {
        return new RecordGroup(leftOut.feature(), leftOut.group());
    }

    private String title(RecordGroup group, Map<RecordGroup, Caption> titles) {
        Caption title = titles.get(group);
        return title == null ? "" : captions.text(title);
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
