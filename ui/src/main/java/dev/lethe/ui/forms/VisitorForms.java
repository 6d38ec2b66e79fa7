package dev.lethe.ui.forms;

import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Outcome.Changed;
import dev.lethe.command.submissions.Outcome.Invalid;
import dev.lethe.command.submissions.Outcome.NotStored;
import dev.lethe.command.submissions.Outcome.TokenRefused;
import dev.lethe.command.submissions.Problem;
import dev.lethe.command.submissions.Receipts;
import dev.lethe.command.submissions.Receipts.Receipt;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;

/** A form as a visitor meets it: read, filled in, sent, received. */
@Controller
class VisitorForms {

    /** The hidden input with the submit token. */
    static final String TOKEN = "token";

    private final Forms forms;
    private final SubmissionIntake intake;
    private final Receipts receipts;
    private final MessageSource texts;

    VisitorForms(Forms forms, SubmissionIntake intake, Receipts receipts, MessageSource texts) {
        this.forms = forms;
        this.intake = intake;
        this.receipts = receipts;
        this.texts = texts;
    }

    @GetMapping("/")
    String home(Model model, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-cache");
        model.addAttribute(
                "forms", forms.open().stream().map(Published::definition).toList());
        return "forms/home";
    }

    @GetMapping("/forms/{slug}")
    String form(@PathVariable String slug, Model model, HttpServletResponse response) {
        Published form = open(slug);
        if (!form.definition().slug().equals(slug))
            return "redirect:/forms/" + form.definition().slug();
        // The page holds nothing of anybody yet, and may be kept by the browser, so that going back to it finds what
        // was
        // typed; it is asked for anew when it is opened anew.
        response.setHeader("Cache-Control", "private, no-cache");
        return page(model, form, intake.begin(form.version()), Map.of(), new Problems());
    }

    @PostMapping(path = "/forms/{slug}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    String send(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response, Model model) {
        Published current = open(slug);
        String token = Optional.ofNullable(request.getParameter(TOKEN)).orElse("");
        Map<String, List<String>> typed = typed(request);
        // What was wrong is explained at the version that was filled in, though there may be a newer one by now.
        Published shown = intake.shown(current.version().form(), token)
                .flatMap(forms::version)
                .orElse(current);

        Outcome outcome = intake.submit(current.version().form(), token, typed);
        return switch (outcome) {
            case Accepted accepted -> sent(current, accepted.reference());
            case AlreadyReceived earlier -> sent(current, earlier.reference());
            case Invalid invalid -> page(model, shown, token, typed, explained(invalid, shown.definition()));
            case Changed changed -> {
                model.addAttribute("earlier", earlier(changed, shown.definition()));
                yield page(model, shown, intake.begin(shown.version()), typed, new Problems());
            }
            case TokenRefused refused ->
                page(
                        model,
                        current,
                        intake.begin(current.version()),
                        typed,
                        new Problems().add(text("forms.refused." + code(refused.reason()))));
            case NotStored _ -> {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                yield page(model, shown, token, typed, new Problems().add(text("forms.not-stored")));
            }
        };
    }

    @GetMapping("/forms/{slug}/sent")
    String received(@PathVariable String slug, @RequestParam(defaultValue = "") String receipt, Model model) {
        Published form = open(slug);
        Optional<Receipt> opened = receipts.open(receipt);
        if (opened.isEmpty()) return "redirect:/forms/" + form.definition().slug();
        model.addAttribute("form", form.definition());
        model.addAttribute("reference", opened.get().reference().orElse(null));
        return "forms/sent";
    }

    private Published open(String slug) {
        return forms.bySlug(slug).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private String sent(Published form, String reference) {
        return "redirect:"
                + UriComponentsBuilder.fromPath("/forms/{slug}/sent")
                        .queryParam("receipt", receipts.seal(reference))
                        .buildAndExpand(form.definition().slug());
    }

    private String page(Model model, Published form, String token, Map<String, List<String>> typed, Problems problems) {
        model.addAttribute("form", form.definition());
        model.addAttribute("questions", Questions.of(form.definition(), typed, text("forms.about-you")));
        model.addAttribute("token", token);
        model.addAttribute("problems", problems);
        return "forms/form";
    }

    private static Map<String, List<String>> typed(HttpServletRequest request) {
        Map<String, List<String>> typed = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> {
            if (!name.equals(TOKEN)) typed.put(name, List.of(values));
        });
        return typed;
    }

    private Problems explained(Invalid invalid, FormDefinition form) {
        Map<FieldId, Field> fields = form.fields().stream().collect(Collectors.toMap(Field::id, field -> field));
        Problems problems = new Problems();
        invalid.problems().forEach((id, problem) -> {
            Field field = fields.get(id);
            String text = text(problem.key(), problem.arguments(field == null ? "" : field.label()));
            problems.add(field == null ? "" : input(id, problem), text);
        });
        return problems;
    }

    /** The input to mend. The day of a date has the date's own name as its id, see inputs.html. */
    private static String input(FieldId id, Problem problem) {
        return problem.part().isEmpty() || problem.part().equals("day") ? id.value() : id + "-" + problem.part();
    }

    /**
     * What is said when something else was sent from the same page before.
     *
     * @param labels of the answers that differ; empty when that cannot be told
     */
    record Earlier(String reference, String at, List<String> labels) {}

    private static Earlier earlier(Changed changed, FormDefinition form) {
        return new Earlier(
                changed.reference(),
                Times.minute(changed.receivedAt()),
                form.fields().stream()
                        .filter(field -> changed.differing().contains(field.id()))
                        .map(Field::label)
                        .toList());
    }

    private String text(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }

    private static String code(TokenRefused.Reason reason) {
        return switch (reason) {
            case NOT_OURS, OTHER_FORM -> "unknown";
            case EXPIRED -> "expired";
        };
    }
}
