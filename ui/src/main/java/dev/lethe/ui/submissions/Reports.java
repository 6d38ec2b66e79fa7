package dev.lethe.ui.submissions;

import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.events.PersonalDataRead.Occasion;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.submissions.events.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Openings;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Times;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** What visitors sent, read by editors: the look is recorded, then the page's tokens are opened, and no more. */
@Controller
class Reports {

    private static final Logger log = LoggerFactory.getLogger(Reports.class);

    private final Forms forms;
    private final Submissions submissions;
    private final Looks looks;
    private final KeyVault vault;

    Reports(Forms forms, Submissions submissions, Looks looks, KeyVault vault) {
        this.forms = forms;
        this.submissions = submissions;
        this.looks = looks;
        this.vault = vault;
    }

    @GetMapping("/staff/submissions")
    String forms(Model model) {
        model.addAttribute("forms", forms.all());
        return "submissions/forms";
    }

    @GetMapping("/staff/forms/{form}/submissions")
    String list(
            @PathVariable FormId form,
            @RequestParam(defaultValue = "1") int page,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        // The newest version's questions head the columns; what older versions asked shows in the submission itself.
        List<Published> versions = forms.versions(form);
        if (versions.isEmpty()) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        FormDefinition newest = versions.getFirst().definition();
        long count = submissions.count(form);
        int pages = (int) Math.max(1, (count + Submissions.PAGE - 1) / Submissions.PAGE);
        int shown = Math.clamp(page, 1, pages);
        List<SubmissionRow> rows = submissions.page(form, shown);

        Openings opened = open(reader, Occasion.SUBMISSION_LIST, rows);
        Map<FormVersion, FormDefinition> definitions = new HashMap<>();
        versions.forEach(version -> definitions.put(version.version(), version.definition()));
        model.addAttribute("form", newest);
        model.addAttribute("formId", form);
        model.addAttribute("columns", newest.fields().stream().map(Field::label).toList());
        model.addAttribute(
                "lines",
                rows.stream()
                        .map(row -> Line.of(row, newest, definitions.getOrDefault(row.form(), newest), opened))
                        .toList());
        model.addAttribute("count", count);
        model.addAttribute("page", shown);
        model.addAttribute("pages", pages);
        return "submissions/list";
    }

    @GetMapping("/staff/submissions/{submission}")
    String one(@PathVariable SubmissionId submission, @AuthenticationPrincipal StaffMember reader, Model model) {
        SubmissionRow row =
                submissions.byId(submission).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Published version =
                forms.version(row.form()).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Openings opened = open(reader, Occasion.SUBMISSION, List.of(row));
        model.addAttribute("form", version.definition());
        model.addAttribute("version", version);
        model.addAttribute("reference", row.reference());
        model.addAttribute("receivedAt", Times.minute(row.receivedAt()));
        model.addAttribute("sections", Section.of(row, version.definition(), opened));
        model.addAttribute("submission", submission);
        model.addAttribute("mayErase", reader.is(Role.PRIVACY_OFFICER));
        return "submissions/one";
    }

    /** Opens what is about to be shown, once it is recorded that it will be. */
    private Openings open(StaffMember reader, Occasion occasion, List<SubmissionRow> rows) {
        if (!rows.isEmpty()) {
            try {
                looks.record(
                        reader.account(),
                        occasion,
                        rows.stream().map(row -> row.id().value()).toList());
            } catch (RuntimeException failure) {
                log.error("A look at submissions could not be recorded, so nothing is shown", failure);
                throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
            }
        }
        return vault.openAll(rows.stream().flatMap(SubmissionRow::sealed).toList());
    }
}
