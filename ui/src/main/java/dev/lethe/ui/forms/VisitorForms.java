package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.submissions.InputNames;
import dev.lethe.command.submissions.Outcome.TokenRefused;
import dev.lethe.command.submissions.Problem;
import dev.lethe.command.submissions.Receipts;
import dev.lethe.command.submissions.SavedAnswers;
import dev.lethe.command.submissions.SavedAnswers.Resumed;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.forms.Gatekeeper.Signs;
import dev.lethe.ui.forms.Step.Ask;
import dev.lethe.ui.forms.Step.Check;
import dev.lethe.ui.forms.Step.Confirm;
import dev.lethe.ui.forms.Step.Notice;
import dev.lethe.ui.forms.Step.Page;
import dev.lethe.ui.forms.Step.Saved;
import dev.lethe.ui.forms.Step.Sent;
import dev.lethe.ui.forms.Step.Showing;
import dev.lethe.ui.forms.Step.Start;
import dev.lethe.ui.web.OtherSites;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import dev.lethe.ui.web.VisitorBodies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
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

/** A form as a visitor meets it: read, filled in, sent, received. Which page follows which is the {@link Journey}'s. */
@Controller
class VisitorForms {

    /** Inputs that are no answers and travel along unchanged from page to page. */
    private static final Set<String> TRAVELLING = Set.of(Gatekeeper.CONFIRMED, Visit.SEEN);

    private final Forms forms;
    private final Journey journey;
    private final SubmissionIntake intake;
    private final SavedAnswers saved;
    private final Uploads uploads;
    private final Attachments attachments;
    private final Receipts receipts;
    private final Gatekeeper gatekeeper;
    private final MessageSource texts;

    VisitorForms(
            Forms forms,
            Journey journey,
            SubmissionIntake intake,
            SavedAnswers saved,
            Uploads uploads,
            Attachments attachments,
            Receipts receipts,
            Gatekeeper gatekeeper,
            MessageSource texts) {
        this.forms = forms;
        this.journey = journey;
        this.intake = intake;
        this.saved = saved;
        this.uploads = uploads;
        this.attachments = attachments;
        this.receipts = receipts;
        this.gatekeeper = gatekeeper;
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
    String form(
            @PathVariable String slug,
            @RequestParam(name = WayBack.FROM, defaultValue = "") String from,
            @RequestParam(name = WayBack.FORM, required = false) @Nullable String which,
            Model model,
            HttpServletResponse response) {
        Published form = known(slug);
        // The first of its page's forms, unless the link says another.
        Optional<WayBack> back = wayBack(form, from, which == null ? slug + "_1" : which);
        if (!form.definition().slug().equals(slug)) return "redirect:" + moved(form, back);
        Optional<Instant> closed = intake.closedSince(form.version().form());
        if (closed.isPresent()) return closed(model, form, closed.get());
        // The page holds nothing of anybody yet, and may be kept by the browser, so that going back to it finds what
        // was typed; it is asked for anew when it is opened anew.
        response.setHeader("Cache-Control", "private, no-cache");
        return show(model, response, journey.begin(form), Map.of(), back);
    }

    private static String moved(Published form, Optional<WayBack> back) {
        UriComponentsBuilder to = UriComponentsBuilder.fromPath("/forms/{slug}");
        List<Object> values = new ArrayList<>(List.of(form.definition().slug()));
        back.ifPresent(way -> {
            to.queryParam(WayBack.FROM, "{from}").queryParam(WayBack.FORM, "{form}");
            values.addAll(List.of(way.from(), way.form()));
        });
        return to.encode().buildAndExpand(values.toArray()).toUriString();
    }

    /** To a site that the form lists now, whatever it listed when the page was opened. */
    private Optional<WayBack> wayBack(Published form, String from, String which) {
        return WayBack.of(
                form,
                from,
                which,
                slug -> forms.bySlug(slug)
                        .filter(other ->
                                other.version().form().equals(form.version().form()))
                        .isPresent());
    }

    @PostMapping(path = "/forms/{slug}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    @Nullable
    String go(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response, Model model) {
        Notice notice = switch (VisitorBodies.of(request)) {
            case WHOLE -> null;
            case TOO_MUCH -> new Notice.TooMuch();
            case GARBLED -> new Notice.Unreadable();
        };
        return next(known(slug), Visit.of(posted(request), Map.of(), notice), request, response, model);
    }

    @PostMapping(path = "/forms/{slug}", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Nullable
    String goWithFiles(
            @PathVariable String slug, HttpServletRequest request, HttpServletResponse response, Model model) {
        Published form = known(slug);
        return next(form, attachments.read(request, form), request, response, model);
    }

    private @Nullable String next(
            Published form, Visit visit, HttpServletRequest request, HttpServletResponse response, Model model) {
        Map<String, List<String>> posted = visit.typed();
        Optional<WayBack> back = wayBack(form, first(posted, WayBack.FROM), first(posted, WayBack.FORM));
        return switch (journey.go(form, visit, Signs.of(posted, NetworkAddress.of(request)))) {
            case Sent sent -> back.isPresent() ? goBack(back.get(), response) : sent(sent);
            case Saved kept -> saved(model, form, kept);
            case Showing showing -> {
                journey.seen(visit, showing);
                response.setStatus(
                        switch (showing.page().notice()) {
                            case Notice.NotStored _ -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
                            case Notice.TooMuch _ -> HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
                            case Notice.Unreadable _ -> HttpServletResponse.SC_BAD_REQUEST;
                            case Notice.Later(Duration in) -> {
                                response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(in.toSeconds() + 1));
                                yield HttpStatus.TOO_MANY_REQUESTS.value();
                            }
                            case Notice.Refused _ -> HttpServletResponse.SC_OK;
                            case Notice.SentBefore _ -> HttpServletResponse.SC_OK;
                            case Notice.SentAlready _ -> HttpServletResponse.SC_OK;
                            case Notice.TooMuchToSave _ -> HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
                            case Notice.Closed _ -> HttpServletResponse.SC_OK;
                            case null -> HttpServletResponse.SC_OK;
                        });
                yield show(model, response, showing, posted, back);
            }
        };
    }

    private static @Nullable String goBack(WayBack back, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, back.afterSuccess());
        return null; // that is the whole answer
    }

    private static String first(Map<String, List<String>> posted, String name) {
        List<String> values = posted.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    private static String saved(Model model, Published form, Saved kept) {
        model.addAttribute("form", form.definition());
        model.addAttribute(
                "link",
                UriComponentsBuilder.fromPath("/forms/{slug}/continue/{secret}")
                        .buildAndExpand(form.definition().slug(), kept.kept().secret())
                        .toUriString());
        model.addAttribute("until", Times.minute(kept.kept().until()));
        return "forms/saved";
    }

    /** A link only shows: what follows it may be a machine that looks whether it is safe. */
    @GetMapping("/forms/{slug}/continue/{secret}")
    String saved(@PathVariable String slug, @PathVariable String secret, Model model) {
        Published form = known(slug);
        Optional<Instant> until = saved.until(form.version().form(), secret);
        model.addAttribute("form", form.definition());
        model.addAttribute("secret", secret);
        model.addAttribute("until", until.map(Times::minute).orElse(null));
        return "forms/continue";
    }

    @PostMapping("/forms/{slug}/continue/{secret}")
    String resume(@PathVariable String slug, @PathVariable String secret, HttpServletResponse response, Model model) {
        Published form = known(slug);
        Resumed resumed = saved.open(form.version().form(), secret).orElse(null);
        if (resumed == null) return saved(slug, secret, model);
        return show(model, response, journey.resume(form, resumed, secret), resumed.typed(), Optional.empty());
    }

    private Published known(String slug) {
        return forms.bySlug(slug).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private static String closed(Model model, Published form, Instant since) {
        model.addAttribute("form", form.definition());
        model.addAttribute("since", Times.day(since));
        return "forms/closed";
    }

    private String sent(Sent sent) {
        return "redirect:"
                + UriComponentsBuilder.fromPath("/forms/{slug}/sent")
                        .queryParam(
                                "receipt",
                                receipts.seal(sent.submission(), sent.version(), sent.receivedAt(), sent.reference()))
                        .buildAndExpand(sent.current().definition().slug());
    }

    /** An input that nobody sees. */
    record Hidden(String name, String value) {
        @Override
        public String toString() {
            return "Hidden[" + name + "]";
        }
    }

    /** A line of the page on which answers are checked; its text form does not show the answer. */
    record Answer(String name, String label, String text) {
        @Override
        public String toString() {
            return "Answer[" + name + "]";
        }
    }

    /**
     * The answers about one person.
     *
     * @param heading whom they are about; null in a form that asks about one person
     */
    record AnswersAbout(@Nullable String heading, List<Answer> answers) {}

    private String show(
            Model model,
            HttpServletResponse response,
            Showing step,
            Map<String, List<String>> posted,
            Optional<WayBack> back) {
        Page page = step.page();
        back.ifPresent(way -> OtherSites.mayBeLedTo(response, way.origin()));
        model.addAttribute("back", back.orElse(null));
        String proof = first(posted, Gatekeeper.PROOF);
        model.addAttribute("proof", proof);
        model.addAttribute(
                "work",
                gatekeeper
                        .challenge(page.form().definition().spamControl(), page.token(), proof)
                        .map(Work::text)
                        .orElse(null));
        FormDefinition form = page.form().definition();
        List<Field> asked = step instanceof Ask ask ? ask.fields() : List.of();
        model.addAttribute("form", form);
        model.addAttribute("kept", Statement.kept(form.processing(), texts));
        model.addAttribute("problems", problems(page));
        // Who is asked to confirm gets a new proof of it.
        List<Hidden> carried = carried(page, asked, step instanceof Confirm ? Map.of() : posted);
        if (step instanceof Check && !posted.containsKey(Visit.SEEN))
            carried.add(new Hidden(Visit.SEEN, FormCounts.CHECK));
        model.addAttribute("carried", carried);
        model.addAttribute("earlier", page.notice() instanceof Notice.SentBefore before ? earlier(before) : null);
        model.addAttribute("left", page.left());
        model.addAttribute("closed", page.notice() instanceof Notice.Closed);
        model.addAttribute("layout", form.layout().name());
        model.addAttribute("first", posted.isEmpty());
        model.addAttribute("multipart", asked.stream().anyMatch(field -> field.type() == FieldType.FILE));
        String aboutYou = text("forms.about-you");
        return switch (step) {
            case Start _ -> {
                at(model, Visit.AT_START, false);
                yield "forms/start";
            }
            case Ask ask -> {
                at(model, ask.at(), ask.changing());
                FormVersion version = page.form().version();
                model.addAttribute(
                        "questions",
                        Questions.of(
                                form,
                                asked,
                                page.typed(),
                                aboutYou,
                                (field, token) -> uploads.file(version, field, token)));
                if (ask.at().equals(Visit.AT_QUESTIONS)) yield "forms/form";
                model.addAttribute("about", Questions.about(form, asked.getFirst(), aboutYou));
                yield "forms/question";
            }
            case Check check -> {
                at(model, Visit.AT_CHECK, true);
                model.addAttribute("parts", parts(check, aboutYou));
                yield "forms/check";
            }
            case Confirm confirm -> {
                at(model, confirm.at(), false);
                model.addAttribute("confirmed", confirm.proof());
                yield "forms/confirm";
            }
        };
    }

    private static void at(Model model, String at, boolean changing) {
        model.addAttribute("at", at);
        model.addAttribute("changing", changing);
    }

    /** What the page carries along: the token, the link to save under, and what was typed into questions that it does not show. */
    private static List<Hidden> carried(Page page, List<Field> shown, Map<String, List<String>> posted) {
        List<Hidden> carried = new ArrayList<>();
        carried.add(new Hidden(Visit.TOKEN, page.token()));
        carried.add(new Hidden(Visit.LINK, page.link()));
        for (Field field : page.form().definition().fields()) {
            if (shown.contains(field)) continue;
            for (String name : InputNames.of(field)) add(carried, name, page.typed());
        }
        for (String name : TRAVELLING) add(carried, name, posted);
        return carried;
    }

    private static void add(List<Hidden> carried, String name, Map<String, List<String>> values) {
        values.getOrDefault(name, List.of()).forEach(value -> carried.add(new Hidden(name, value)));
    }

    private static List<AnswersAbout> parts(Check check, String aboutYou) {
        FormDefinition form = check.page().form().definition();
        List<AnswersAbout> parts = new ArrayList<>();
        int last = -1;
        for (Field field : check.asked()) {
            if (field.person() != last)
                parts.add(new AnswersAbout(Questions.about(form, field, aboutYou), new ArrayList<>()));
            last = field.person();
            String said = Said.of(field, check.answers().getOrDefault(field.id(), List.of()));
            parts.getLast().answers().add(new Answer(field.id().value(), field.label(), said));
        }
        return parts;
    }

    private static Map<String, List<String>> posted(HttpServletRequest request) {
        Map<String, List<String>> posted = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> posted.put(name, List.of(values)));
        return posted;
    }

    private Problems problems(Page page) {
        Problems problems = new Problems();
        switch (page.notice()) {
            case Notice.Refused(TokenRefused.Reason reason) -> problems.add(text("forms.refused." + code(reason)));
            case Notice.Closed(Instant since) -> problems.add(text("visitors.closed.too-late", Times.minute(since)));
            case Notice.TooMuch() -> problems.add(text("visitors.too-much", Attachments.MOST_MEGABYTES));
            case Notice.Unreadable() -> problems.add(text("visitors.unreadable"));
            case Notice.Later(Duration in) -> problems.add(text("outside.too-many", minutes(in)));
            case Notice.NotStored() -> problems.add(text("forms.not-stored"));
            case Notice.SentAlready() -> problems.add(text("visitors.saved.sent"));
            case Notice.TooMuchToSave() -> problems.add(text("visitors.saved.too-much"));
            case Notice.SentBefore _ -> {}
            case null -> {}
        }
        Map<FieldId, Field> fields =
                page.form().definition().fields().stream().collect(Collectors.toMap(Field::id, field -> field));
        page.problems().forEach((id, problem) -> {
            Field field = fields.get(id);
            problems.add(field == null ? "" : input(id, problem), explained(problem, field));
        });
        return problems;
    }

    private String explained(Problem problem, @Nullable Field field) {
        String text = text(problem.key(), problem.arguments(field == null ? "" : field.label()));
        if (field == null) return text;
        return switch (problem.key()) {
            case "problem.pattern" -> text + ". " + field.limits().patternProblem();
            case "problem.file.type" -> {
                String kinds = Question.kindsOf(field).stream().map(this::text).collect(Collectors.joining("; "));
                yield text + ". " + text("visitors.file.take", kinds);
            }
            default -> text;
        };
    }

    /** The input to mend. The first part of a field of several has the field's own name as its id, see inputs.html. */
    private static String input(FieldId id, Problem problem) {
        boolean first = problem.part().isEmpty()
                || problem.part().equals(InputNames.DATE.getFirst())
                || problem.part().equals(InputNames.ADDRESS.getFirst());
        return first ? id.value() : id + "-" + problem.part();
    }

    /**
     * What is said when something else was sent from the same page before.
     *
     * @param labels of the answers that differ; empty when that cannot be told
     */
    record Earlier(String reference, String at, List<String> labels) {}

    private static Earlier earlier(Notice.SentBefore before) {
        return new Earlier(
                before.reference(),
                Times.minute(before.receivedAt()),
                before.differing().stream().map(Field::label).toList());
    }

    private String minutes(Duration in) {
        long minutes = in.toMinutes() + 1;
        return minutes == 1 ? text("outside.too-many.minute") : text("outside.too-many.minutes", minutes);
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
