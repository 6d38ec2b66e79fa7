package dev.lethe.ui.submissions;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.submissions.ArchiveSubmission;
import dev.lethe.command.submissions.NoteOutcome;
import dev.lethe.command.submissions.Notes;
import dev.lethe.command.submissions.RestoreSubmission;
import dev.lethe.command.submissions.SetStatus;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.query.submissions.NoteRow;
import dev.lethe.query.submissions.Part;
import dev.lethe.query.submissions.Position;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.query.submissions.WorkRow;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.VaultException;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.accounts.StaffNames;
import dev.lethe.ui.retention.RetentionWords;
import dev.lethe.ui.submissions.Shown.Cell;
import dev.lethe.ui.web.Commands;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** One submission in full, and the work on it. Addresses remember the report that it was opened from. */
@Controller
@RequestMapping("/staff/submissions/{submission}")
class OneSubmission {

    private final Forms forms;
    private final Submissions submissions;
    private final ReadingRights rights;
    private final Looking looking;
    private final ReportPages reports;
    private final StaffNames names;
    private final Commands commands;
    private final Notes notes;
    private final RetentionWords retention;
    private final Pages pages;

    OneSubmission(
            Forms forms,
            Submissions submissions,
            ReadingRights rights,
            Looking looking,
            ReportPages reports,
            StaffNames names,
            Commands commands,
            Notes notes,
            RetentionWords retention,
            Pages pages) {
        this.forms = forms;
        this.submissions = submissions;
        this.rights = rights;
        this.looking = looking;
        this.reports = reports;
        this.names = names;
        this.commands = commands;
        this.notes = notes;
        this.retention = retention;
        this.pages = pages;
    }

    @GetMapping
    String page(
            @PathVariable SubmissionId submission,
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        SubmissionRow row = found(submission, reader);
        model.addAttribute("done", asked.getFirst("done"));
        return page(row, around(row, asked), "", new Problems(), reader, model);
    }

    private SubmissionRow found(SubmissionId submission, StaffMember reader) {
        SubmissionRow row =
                submissions.byId(submission).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        if (rights.asSent(List.of(row)).isEmpty()) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        rights.require(row.form().form(), reader);
        return row;
    }

    private static ReportQuery around(SubmissionRow row, MultiValueMap<String, String> asked) {
        return ReportQuery.around(row.form().form(), asked);
    }

    /** A note as it is shown. Its text form does not show it. */
    record ShownNote(String author, String at, Cell cell) {}

    /**
     * A line of its history.
     *
     * @param what the key of what was done
     * @param status the code of the status that was set; empty when it was something else
     */
    record Done(String who, String at, String what, String status) {}

    private String page(
            SubmissionRow row, ReportQuery report, String typed, Problems problems, StaffMember reader, Model model) {
        Published version =
                forms.version(row.form()).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        List<NoteRow> written = submissions.notesOf(List.of(row.id())).getOrDefault(row.id(), List.of());
        List<WorkRow> work = submissions.workOn(row.id());
        Openings opened = looking.one(reader, row, written);
        Map<AccountId, String> people = names.shownTo(reader.account(), everybodyIn(written, work));
        List<Section> sections = Section.of(row, version.definition(), opened);

        model.addAttribute("form", version.definition());
        model.addAttribute("version", version);
        model.addAttribute("submission", row.id());
        model.addAttribute("reference", row.reference());
        model.addAttribute("receivedAt", Times.minute(row.receivedAt()));
        model.addAttribute("fate", retention.sentence(row.id()));
        model.addAttribute("sections", sections);
        model.addAttribute("status", ReportQuery.code(row.status()));
        model.addAttribute("statusOptions", reports.statuses());
        model.addAttribute("archived", row.archived());
        model.addAttribute("work", work.stream().map(each -> done(each, people)).toList());
        model.addAttribute(
                "notes",
                written.stream().map(note -> shown(note, opened, people)).toList());
        Shown sender = Shown.of(row.parts().getFirst(), opened);
        model.addAttribute("mayNote", sender instanceof Shown.Open);
        model.addAttribute("restricted", sender instanceof Shown.Withheld);
        model.addAttribute("newNote", UUID.randomUUID());
        model.addAttribute("typed", typed);
        model.addAttribute("longestNote", Notes.LONGEST);
        model.addAttribute("problems", problems);
        model.addAttribute("mayErase", reader.is(Role.PRIVACY_OFFICER));
        addWays(row, report, reader, model);
        return "submissions/one";
    }

    /** Back to the report, to its next submissions, and to what can be done with this one. */
    private void addWays(SubmissionRow row, ReportQuery report, StaffMember reader, Model model) {
        model.addAttribute("back", report.address());
        model.addAttribute("allForms", report.form() == null);
        for (String way : List.of("/status", "/notes", "/archive", "/restore", "/delete"))
            model.addAttribute("to" + way.substring(1), report.one(row.id(), way));
        if (!report.problems(reports.texts()).isEmpty()) return;
        var filter = report.filter(rights.formsOf(report, reader));
        Position here = Position.of(row);
        submissions
                .next(filter, !report.newestFirst(), here)
                .ifPresent(id -> model.addAttribute("previous", report.one(id, "")));
        submissions
                .next(filter, report.newestFirst(), here)
                .ifPresent(id -> model.addAttribute("next", report.one(id, "")));
    }

    private static Set<AccountId> everybodyIn(List<NoteRow> notes, List<WorkRow> work) {
        Set<AccountId> everybody = new HashSet<>();
        for (NoteRow note : notes) if (note.author() != null) everybody.add(note.author());
        for (WorkRow each : work) if (each.actor() != null) everybody.add(each.actor());
        return everybody;
    }

    private String who(@Nullable AccountId account, Map<AccountId, String> people) {
        return account == null ? reports.say("submissions.work.system") : people.getOrDefault(account, "");
    }

    private Done done(WorkRow work, Map<AccountId, String> people) {
        return new Done(
                who(work.actor(), people),
                Times.minute(work.at()),
                "submissions.work." + work.what(),
                work.status() == null ? "" : ReportQuery.code(work.status()));
    }

    private ShownNote shown(NoteRow note, Openings opened, Map<AccountId, String> people) {
        return new ShownNote(who(note.author(), people), Times.minute(note.writtenAt()), Shown.cell(note, opened));
    }

    @PostMapping("/status")
    String setStatus(
            @PathVariable SubmissionId submission,
            @RequestParam MultiValueMap<String, String> posted,
            @RequestParam(name = "set", required = false) @Nullable String to,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        SubmissionRow row = found(submission, reader);
        ReportQuery report = around(row, posted);
        var status = ReportQuery.status(to);
        if (status.isEmpty())
            return page(
                    row,
                    report,
                    "",
                    new Problems().add("set", reports.say("submissions.status.missing")),
                    reader,
                    model);
        commands.send(reader.account(), new SetStatus(submission, status.get()));
        return after(report, submission, "status");
    }

    @PostMapping("/archive")
    String archive(
            @PathVariable SubmissionId submission,
            @RequestParam MultiValueMap<String, String> posted,
            @AuthenticationPrincipal StaffMember reader) {
        SubmissionRow row = found(submission, reader);
        commands.send(reader.account(), new ArchiveSubmission(submission));
        return after(around(row, posted), submission, "archived");
    }

    @PostMapping("/restore")
    String restore(
            @PathVariable SubmissionId submission,
            @RequestParam MultiValueMap<String, String> posted,
            @AuthenticationPrincipal StaffMember reader) {
        SubmissionRow row = found(submission, reader);
        commands.send(reader.account(), new RestoreSubmission(submission));
        return after(around(row, posted), submission, "restored");
    }

    @PostMapping("/notes")
    String note(
            @PathVariable SubmissionId submission,
            @RequestParam UUID note,
            @RequestParam(defaultValue = "") String text,
            @RequestParam MultiValueMap<String, String> posted,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        SubmissionRow row = found(submission, reader);
        ReportQuery report = around(row, posted);
        String cleaned = text.replace("\r\n", "\n").strip();
        Optional<String> problem = problem(cleaned);
        if (problem.isEmpty()) problem = write(row, new NoteId(note), cleaned, reader);
        if (problem.isEmpty()) return after(report, submission, "noted");
        return page(row, report, text, new Problems().add("text", problem.get()), reader, model);
    }

    private Optional<String> problem(String text) {
        if (text.isEmpty()) return Optional.of(reports.say("submissions.note.blank"));
        if (text.codePointCount(0, text.length()) > Notes.LONGEST)
            return Optional.of(reports.say("submissions.note.long", Notes.LONGEST));
        if (text.codePoints().anyMatch(OneSubmission::cannotBeShown))
            return Optional.of(reports.say("submissions.note.characters"));
        return Optional.empty();
    }

    /** Control characters, and halves of characters. */
    private static boolean cannotBeShown(int character) {
        int type = Character.getType(character);
        return (type == Character.CONTROL && character != '\n' && character != '\t') || type == Character.SURROGATE;
    }

    /** What stands in the way, if something does. */
    private Optional<String> write(SubmissionRow row, NoteId note, String text, StaffMember reader) {
        if (!(row.parts().getFirst() instanceof Part.Held sender))
            return Optional.of(reports.say("submissions.note.erased"));
        try {
            return switch (notes.add(row.id(), sender.answers(), note, text, reader.account())) {
                case NoteOutcome.Added _ -> Optional.empty();
                case NoteOutcome.SenderErased _ -> Optional.of(reports.say("submissions.note.erased"));
                case NoteOutcome.SenderRestricted _ -> Optional.of(reports.say("submissions.note.restricted"));
                case NoteOutcome.Changed _ -> Optional.of(reports.say("submissions.note.changed"));
            };
        } catch (VaultException e) {
            return Optional.of(reports.say("submissions.note.refused", String.valueOf(e.getMessage())));
        }
    }

    private String after(ReportQuery report, SubmissionId submission, String done) {
        return pages.after(ReportQuery.with(report.one(submission, ""), "done=" + done));
    }
}
