package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.ArchiveSubmission;
import dev.lethe.command.submissions.RestoreSubmission;
import dev.lethe.command.submissions.SetStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Commands;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** Does something with all submissions that were ticked on a page of a report. */
@Controller
class TickedSubmissions {

    private final ReportPages reports;
    private final DeletionPages deletions;
    private final Commands commands;
    private final Pages pages;

    TickedSubmissions(ReportPages reports, DeletionPages deletions, Commands commands, Pages pages) {
        this.reports = reports;
        this.deletions = deletions;
        this.commands = commands;
        this.pages = pages;
    }

    @PostMapping("/staff/submissions/ticked")
    String act(
            @RequestParam(name = "do", defaultValue = "") String what,
            @RequestParam(name = "ticked", defaultValue = "") Set<SubmissionId> ticked,
            @RequestParam(name = "set", required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable FormId form,
            @RequestParam(defaultValue = "") String query,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        ReportQuery report = ReportQuery.read(form, query);
        Set<SubmissionId> asked = new LinkedHashSet<>(ticked);
        if (asked.isEmpty())
            return reports.list(
                    report, reader, asked, new Problems().add("ticked", reports.say("submissions.ticked.none")), model);
        List<SubmissionRow> rows = reports.readable(asked, reader);
        return switch (what) {
            case "status" -> {
                Optional<SubmissionStatus> status = ReportQuery.status(to);
                if (status.isEmpty())
                    yield reports.list(
                            report,
                            reader,
                            asked,
                            new Problems().add("set", reports.say("submissions.status.missing")),
                            model);
                yield each(rows, id -> new SetStatus(id, status.get()), report, "status", reader);
            }
            case "archive" -> each(rows, ArchiveSubmission::new, report, "archived", reader);
            case "restore" -> each(rows, RestoreSubmission::new, report, "restored", reader);
            case "delete" -> deletions.ask(rows, report.address(), model);
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        };
    }

    /** Each of them can be done again: whatever a failure in the middle left is finished by sending the page once more. */
    private String each(
            List<SubmissionRow> rows,
            Function<SubmissionId, Object> command,
            ReportQuery report,
            String done,
            StaffMember reader) {
        for (SubmissionRow row : rows) commands.send(reader.account(), command.apply(row.id()));
        return pages.after(ReportQuery.with(report.address(), "done=" + done));
    }
}
