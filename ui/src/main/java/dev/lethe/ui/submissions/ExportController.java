package dev.lethe.ui.submissions;

import dev.lethe.command.audit.Downloads;
import dev.lethe.command.audit.Downloads.Taken;
import dev.lethe.command.audit.model.ExportFormat;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.model.Reference;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.query.submissions.SubmissionFilter;
import dev.lethe.query.submissions.SubmissionSnapshot;
import dev.lethe.query.submissions.SubmissionSnapshots;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.submissions.Exports.Plan;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
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
 * Takes away what a report shows, all pages of it, in a file. It is a post, since it may name a reference and since it is
 * recorded; the page before it asks for the format and says what the file will not hold.
 */
@Controller
class ExportController {

    /** An export keeps a connection and a core busy: more than two at once would be felt by visitors. */
    private static final int AT_ONCE = 2;

    private static final int BUFFER = 64 * 1024;
    private static final Logger log = LoggerFactory.getLogger(ExportController.class);

    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ReadingRights rights;
    private final Forms forms;
    private final Submissions submissions;
    private final SubmissionSnapshots snapshots;
    private final Exports exports;
    private final Downloads downloads;
    private final MessageSource texts;
    private final Clock clock;

    ExportController(
            ReadingRights rights,
            Forms forms,
            Submissions submissions,
            SubmissionSnapshots snapshots,
            Exports exports,
            Downloads downloads,
            MessageSource texts,
            Clock clock) {
        this.rights = rights;
        this.forms = forms;
        this.submissions = submissions;
        this.snapshots = snapshots;
        this.exports = exports;
        this.downloads = downloads;
        this.texts = texts;
        this.clock = clock;
    }

    @GetMapping("/staff/submissions/all/export")
    String all(
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        return page(ReportQuery.of(null, asked).first(), "", ExportFormat.CSV, false, new Problems(), reader, model);
    }

    @GetMapping("/staff/submissions/forms/{form}/export")
    String ofForm(
            @PathVariable FormId form,
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        return page(ReportQuery.of(form, asked).first(), "", ExportFormat.CSV, false, new Problems(), reader, model);
    }

    @PostMapping("/staff/submissions/all/export")
    @Nullable
    String exportAll(
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            HttpServletResponse response,
            Model model)
            throws IOException {
        return export(ReportQuery.of(null, asked).first(), asked, reader, response, model);
    }

    @PostMapping("/staff/submissions/forms/{form}/export")
    @Nullable
    String exportOfForm(
            @PathVariable FormId form,
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            HttpServletResponse response,
            Model model)
            throws IOException {
        return export(ReportQuery.of(form, asked).first(), asked, reader, response, model);
    }

    private String page(
            ReportQuery query,
            String reference,
            ExportFormat format,
            boolean notes,
            Problems problems,
            StaffMember reader,
            Model model) {
        Set<FormId> of = rights.formsOf(query, reader);
        Problems days = query.problems(texts);
        model.addAttribute("query", query);
        model.addAttribute("form", query.form() == null ? null : title(query.form()));
        model.addAttribute("count", days.isEmpty() ? submissions.count(query.filter(of)) : null);
        model.addAttribute("leftOut", exports.of(query, of).leftOut());
        model.addAttribute("parameters", query.parameters());
        model.addAttribute("reference", reference);
        model.addAttribute("notes", notes);
        model.addAttribute("format", code(format));
        model.addAttribute(
                "formats",
                Arrays.stream(ExportFormat.values())
                        .map(each -> new Choice(
                                code(each),
                                say("submissions.export.format." + code(each)),
                                say("submissions.export.format." + code(each) + ".hint")))
                        .toList());
        model.addAttribute("problems", days.isEmpty() ? problems : days);
        return "submissions/export";
    }

    private @Nullable String export(
            ReportQuery query,
            MultiValueMap<String, String> asked,
            StaffMember reader,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Set<FormId> of = rights.formsOf(query, reader);
        boolean notes = "yes".equals(asked.getFirst("notes"));
        String typed = text(asked, "reference");
        ExportFormat format = Arrays.stream(ExportFormat.values())
                .filter(each -> code(each).equals(asked.getFirst("format")))
                .findFirst()
                .orElse(null);
        Problems problems = query.problems(texts);
        String reference = typed.isEmpty() ? null : Reference.parse(typed).orElse(null);
        if (!typed.isEmpty() && reference == null) problems.add("reference", say("submissions.export.reference.wrong"));
        if (format == null) problems.add("format", say("submissions.export.format.none"));
        if (format == null || !problems.isEmpty())
            return page(query, typed, format == null ? ExportFormat.CSV : format, notes, problems, reader, model);
        if (!places.tryAcquire()) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            problems.add(say("submissions.export.busy"));
            return page(query, typed, format, notes, problems, reader, model);
        }
        try (SubmissionSnapshot snapshot = snapshots.take(filter(query, of, reference))) {
            // After the snapshot, so that all versions of what is in it are known.
            Plan plan = exports.of(query, of);
            record(snapshot, query, of, reference != null, plan, notes, format, reader);
            String name = name(query, format);
            exports.write(snapshot, plan, notes, format, () -> begin(response, format, name));
        } finally {
            places.release();
        }
        return null;
    }

    private static SubmissionFilter filter(ReportQuery query, Set<FormId> of, @Nullable String reference) {
        SubmissionFilter filter = query.filter(of);
        return new SubmissionFilter(
                filter.forms(),
                filter.version(),
                filter.from(),
                filter.to(),
                filter.statuses(),
                filter.archived(),
                reference);
    }

    /** What is about to be opened is recorded first; otherwise nothing is opened. */
    private void record(
            SubmissionSnapshot snapshot,
            ReportQuery query,
            Set<FormId> of,
            boolean byReference,
            Plan plan,
            boolean notes,
            ExportFormat format,
            StaffMember reader) {
        SubmissionFilter filter = query.filter(of);
        List<UUID> found = byReference ? snapshot.ids() : List.of();
        Taken taken = new Taken(
                of,
                filter.version(),
                filter.from(),
                filter.to(),
                filter.statuses(),
                filter.archived(),
                found,
                plan.questions(),
                notes,
                snapshot.count(),
                snapshot.position());
        try {
            downloads.record(reader.account(), format, taken);
        } catch (RuntimeException failure) {
            log.error("An export of submissions could not be recorded, so nothing is handed out", failure);
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
        }
    }

    /** From here on the answer is a file, and a failure breaks it off: it must not look like a page, or like all of it. */
    private static OutputStream begin(HttpServletResponse response, ExportFormat format, String name)
            throws IOException {
        response.setContentType(
                switch (format) {
                    case CSV -> "text/csv;charset=UTF-8;header=present";
                    case XLSX -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                });
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.flushBuffer();
        return new BufferedOutputStream(response.getOutputStream(), BUFFER);
    }

    private String name(ReportQuery query, ExportFormat format) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Times.LONDON);
        String of = query.form() == null
                ? "submissions"
                : forms.versions(query.form()).stream()
                        .findFirst()
                        .map(newest -> newest.definition().slug())
                        .orElse("submissions");
        return of + "-export-" + today + "." + code(format);
    }

    private String title(FormId form) {
        return forms.versions(form).stream()
                .findFirst()
                .map(Published::definition)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND))
                .title();
    }

    private static String text(MultiValueMap<String, String> asked, String name) {
        String text = asked.getFirst(name);
        return text == null ? "" : text.strip();
    }

    private static String code(ExportFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private String say(String key) {
        return texts.getMessage(key, null, Locale.UK);
    }
}
