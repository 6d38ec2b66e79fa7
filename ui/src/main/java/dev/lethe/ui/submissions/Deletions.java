package dev.lethe.ui.submissions;

import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.ErasureOutcome;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.submissions.RecordedSubmission;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.shredding.HeldException;
import dev.lethe.shredding.OtherOrderException;
import dev.lethe.shredding.VaultException;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * Deletes submissions: their keys are destroyed, those of the notes about them included. Their lines stay, and so does every
 * count.
 */
@Controller
class Deletions {

    /** The addresses to go back to: ours, and nowhere else. */
    private static final Pattern BACK = Pattern.compile("/staff/submissions/[0-9a-z/-]+(\\?[0-9A-Za-z%&=._~-]*)?");

    private final RecordedSubmissions recorded;
    private final ReportPages reports;
    private final DeletionPages deletions;
    private final ErasureDesk desk;
    private final ReadModels readModels;
    private final Pages pages;

    Deletions(
            RecordedSubmissions recorded,
            ReportPages reports,
            DeletionPages deletions,
            ErasureDesk desk,
            ReadModels readModels,
            Pages pages) {
        this.recorded = recorded;
        this.reports = reports;
        this.deletions = deletions;
        this.desk = desk;
        this.readModels = readModels;
        this.pages = pages;
    }

    @GetMapping("/staff/submissions/{submission}/delete")
    String ask(
            @PathVariable SubmissionId submission,
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        List<SubmissionRow> rows = found(Set.of(submission), reader);
        ReportQuery report = ReportQuery.around(rows.getFirst().form().form(), asked);
        return deletions.ask(rows, report.one(submission, ""), model);
    }

    @PostMapping("/staff/submissions/delete")
    String delete(
            @RequestParam(name = "submission") Set<SubmissionId> ids,
            @RequestParam ErasureId erasure,
            @RequestParam(required = false) @Nullable String ground,
            @RequestParam(defaultValue = "") String back,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        List<SubmissionRow> rows = found(ids, reader);
        String to = BACK.matcher(back).matches() ? back : "/staff/submissions";
        Optional<ErasureGround> why = ErasureGround.OF_DELETIONS.stream()
                .filter(each -> each.name().equals(ground))
                .findFirst();
        if (why.isEmpty())
            return deletions.ask(
                    rows,
                    to,
                    erasure,
                    ground,
                    new Problems().add("ground", reports.say("submissions.delete.ground.missing")),
                    model);
        ErasureOutcome outcome;
        try {
            // A note that was written just now must not be left behind.
            if (!readModels.awaitCurrent()) throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
            // Only now: a person may have been erased, and this kept, a moment ago. The vault says the last word.
            if (!deletions
                    .kept(rows.stream().filter(DeletionPages::isThere).toList())
                    .isEmpty()) return kept(rows, to, erasure, ground, model);
            List<RecordedSubmission> told = told(ids);
            outcome = desk.eraseRecords(
                    erasure, told.stream().map(RecordedSubmission::keys).toList(), why.get(), reader.account());
        } catch (HeldException _) {
            return kept(rows, to, erasure, ground, model);
        } catch (OtherOrderException _) {
            // The page that is shown has a fresh id, so that it can be ordered after all.
            return deletions.ask(
                    rows,
                    to,
                    new ErasureId(UUID.randomUUID()),
                    ground,
                    new Problems().add(deletions.other(erasure)),
                    model);
        } catch (VaultException e) {
            return deletions.ask(
                    rows,
                    to,
                    erasure,
                    ground,
                    new Problems().add(reports.say("submissions.delete.refused", String.valueOf(e.getMessage()))),
                    model);
        }
        return pages.after(ReportQuery.with(
                to,
                switch (outcome) {
                    // What came to be held after the order stays, and its own page says so
                    case ErasureOutcome.Complete(var proof) -> proof.kept() > 0 ? "done=held" : "done=deleted";
                    case ErasureOutcome.Pending _ -> "done=deleting";
                }));
    }

    /**
     * What the events tell of these: which keys are theirs is believed from nowhere else.
     *
     * @throws VaultException when they do not tell of one, or a key that they name does not open what it is named with
     */
    private List<RecordedSubmission> told(Set<SubmissionId> ids) {
        List<RecordedSubmission> told = List.copyOf(recorded.of(ids).values());
        if (told.size() < ids.size() || !recorded.broken(told).isEmpty())
            throw new VaultException(reports.say("submissions.delete.changed"));
        return told;
    }

    private String kept(List<SubmissionRow> rows, String to, ErasureId erasure, @Nullable String ground, Model model) {
        return deletions.ask(
                rows, to, erasure, ground, new Problems().add(reports.say("submissions.delete.kept.refused")), model);
    }

    private List<SubmissionRow> found(Set<SubmissionId> ids, StaffMember reader) {
        List<SubmissionRow> rows = reports.readable(ids, reader);
        if (rows.size() < ids.size()) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        return rows;
    }
}
