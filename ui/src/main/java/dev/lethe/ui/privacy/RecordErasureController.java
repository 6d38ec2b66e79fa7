package dev.lethe.ui.privacy;

import dev.lethe.command.forms.FormReaders;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.submissions.RecordedSubmission;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.FormTitles;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.privacy.Erasures;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.HeldException;
import dev.lethe.shredding.OpeningRestricted;
import dev.lethe.shredding.OtherOrderException;
import dev.lethe.shredding.RestrictedException;
import dev.lethe.shredding.VaultException;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
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

/** Erases one submission with all its parts. Nothing of it is opened for that. */
@Controller
@RequestMapping("/staff/submissions/{submission}/erase")
class RecordErasureController {

    private final Submissions submissions;
    private final RecordedSubmissions recorded;
    private final Forms forms;
    private final FormReaders readers;
    private final Erasures erasures;
    private final Grounds grounds;
    private final OpeningRestricted vault;
    private final ErasureDesk desk;
    private final ReadModels readModels;
    private final Pages pages;
    private final MessageSource texts;

    RecordErasureController(
            Submissions submissions,
            RecordedSubmissions recorded,
            Forms forms,
            FormReaders readers,
            Erasures erasures,
            Grounds grounds,
            OpeningRestricted vault,
            ErasureDesk desk,
            ReadModels readModels,
            Pages pages,
            MessageSource texts) {
        this.submissions = submissions;
        this.recorded = recorded;
        this.forms = forms;
        this.readers = readers;
        this.erasures = erasures;
        this.grounds = grounds;
        this.vault = vault;
        this.desk = desk;
        this.readModels = readModels;
        this.pages = pages;
        this.texts = texts;
    }

    @GetMapping
    String ask(@PathVariable SubmissionId submission, @AuthenticationPrincipal StaffMember officer, Model model) {
        return page(row(submission), new ErasureId(UUID.randomUUID()), null, officer, model);
    }

    @PostMapping
    String erase(
            @PathVariable SubmissionId submission,
            @RequestParam ErasureId erasure,
            @RequestParam(required = false) @Nullable String ground,
            @RequestParam(defaultValue = "false") boolean end,
            @AuthenticationPrincipal StaffMember officer,
            Model model) {
        SubmissionRow row = row(submission);
        Optional<ErasureGround> chosen = Grounds.posted(ground);
        if (chosen.isEmpty()) {
            model.addAttribute("problems", new Problems().add("ground", say("privacy.ground.missing")));
            model.addAttribute("end", end);
            return page(row, erasure, ground, officer, model);
        }
        boolean again = desk.isOrdered(erasure);
        try {
            // A note that was written just now must not be left behind. What was erased before is in it too: a second
            // click must order the same.
            if (!readModels.awaitCurrent()) throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
            RecordedSubmission told = recorded.of(submission).orElse(null);
            if (told == null || !recorded.broken(List.of(told)).isEmpty())
                throw new VaultException(say("privacy.record.changed"));
            Set<UUID> keys = told.keys();
            if (end) desk.eraseHeldRecord(erasure, keys, chosen.get(), officer.account());
            else desk.eraseRecord(erasure, keys, chosen.get(), officer.account());
        } catch (HeldException _) {
            model.addAttribute("problems", new Problems().add("end", say("privacy.record.held.missing")));
            return page(row, erasure, ground, officer, model);
        } catch (RestrictedException _) {
            model.addAttribute("problems", new Problems().add("end", say("privacy.record.restricted.missing")));
            return page(row, erasure, ground, officer, model);
        } catch (OtherOrderException _) {
            // The page that is shown has a fresh id, so that it can be ordered after all.
            model.addAttribute("problems", new Problems().add(say("privacy.confirm.other")));
            model.addAttribute("other", erasure);
            model.addAttribute("end", end);
            return page(row, new ErasureId(UUID.randomUUID()), ground, officer, model);
        } catch (VaultException e) {
            model.addAttribute(
                    "problems", new Problems().add(say("privacy.confirm.refused", String.valueOf(e.getMessage()))));
            return page(row, erasure, ground, officer, model);
        }
        return pages.after("/staff/erasures/" + erasure + (again ? "?again" : ""));
    }

    private SubmissionRow row(SubmissionId submission) {
        return submissions.byId(submission).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private String page(
            SubmissionRow row, ErasureId erasure, @Nullable String ground, StaffMember officer, Model model) {
        boolean reads = readers.of(row.form().form()).include(officer.account(), officer.roles());
        model.addAttribute("back", reads ? "/staff/submissions/" + row.id() : "/staff/people");
        model.addAttribute("submission", row);
        model.addAttribute("form", new FormTitles(forms).title(row.form()));
        model.addAttribute("received", Times.minute(row.receivedAt()));
        model.addAttribute("people", row.parts().size());
        model.addAttribute(
                "held",
                erasures.keptAmong(submissions.keysOf(List.of(row.id()))).values().stream()
                        .distinct()
                        .sorted()
                        .map(grounds::text)
                        .toList());
        model.addAttribute(
                "restricted",
                vault.restrictions(submissions.keysOf(List.of(row.id()))).values().stream()
                        .map(grounds::text)
                        .distinct()
                        .sorted()
                        .toList());
        model.addAttribute("gone", row.sealed().findAny().isEmpty());
        model.addAttribute("erasure", erasure);
        model.addAttribute("ground", ground);
        model.addAttribute("grounds", grounds.toErase());
        return "privacy/erase-record";
    }

    private String say(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
