package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.InputNames;
import dev.lethe.command.submissions.Outcome.TokenRefused;
import dev.lethe.command.submissions.Problem;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.ui.forms.Step.Ask;
import dev.lethe.ui.forms.Step.Check;
import dev.lethe.ui.forms.Step.Confirm;
import dev.lethe.ui.forms.Step.Notice;
import dev.lethe.ui.forms.Step.Page;
import dev.lethe.ui.forms.Step.Showing;
import dev.lethe.ui.forms.Step.Start;
import dev.lethe.ui.web.OtherSites;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What a page of a visitor's way through a form looks like: its template, and what that is filled with. */
@Component
class JourneyPages {

    /** Inputs that are no answers and travel along from page to page. */
    static final Set<String> TRAVELLING =
            Set.of(Gatekeeper.CONFIRMED, Gatekeeper.PROOF, Visit.SEEN, WayBack.FROM, WayBack.FORM);
    /** Those that a page carries by itself where no draft does. */
    private static final Set<String> CARRIED = Set.of(Gatekeeper.CONFIRMED, Visit.SEEN);

    /** Begins the name of an input that nobody reads. */
    private static final String STEP = "step-";

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final Uploads uploads;
    private final Gatekeeper gatekeeper;
    private final MessageSource texts;

    JourneyPages(Uploads uploads, Gatekeeper gatekeeper, MessageSource texts) {
        this.uploads = uploads;
        this.gatekeeper = gatekeeper;
        this.texts = texts;
    }

    /**
     * How a page goes on.
     *
     * @param address where it posts to
     * @param keeping where a script sends what was typed, when the page is left; null for nowhere
     * @param inParts whether what was typed on other pages is kept, so that this one need not carry it
     * @param step how many pages of the visit were gone on from; null where none is kept
     */
    record Way(
            String address,
            @Nullable String keeping,
            boolean inParts,
            @Nullable Integer step) {}

    /** What a post that is answered with a page tells programs. */
    static void status(HttpServletResponse response, @Nullable Notice notice) {
        response.setStatus(
                switch (notice) {
                    case Notice.NotStored _ -> {
                        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(A_MINUTE.toSeconds()));
                        yield HttpServletResponse.SC_SERVICE_UNAVAILABLE;
                    }
                    case Notice.TooMuch _, Notice.TooMuchToSave _ -> HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
                    case Notice.Unreadable _ -> HttpServletResponse.SC_BAD_REQUEST;
                    case Notice.Later(Duration in) -> {
                        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(in.toSeconds() + 1));
                        yield HttpStatus.TOO_MANY_REQUESTS.value();
                    }
                    case Notice.Refused _,
                            Notice.SentBefore _,
                            Notice.SentAlready _,
                            Notice.Earlier _,
                            Notice.Closed _ -> HttpServletResponse.SC_OK;
                    case null -> HttpServletResponse.SC_OK;
                });
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

    /** @param posted what came with it, or travels along */
    String show(
            Model model,
            HttpServletResponse response,
            Showing step,
            Map<String, List<String>> posted,
            Optional<WayBack> back,
            Way way) {
        Page page = step.page();
        back.ifPresent(site -> OtherSites.mayBeLedTo(response, site.origin()));
        model.addAttribute("action", way.address());
        model.addAttribute("keeping", way.keeping());
        model.addAttribute("back", back.orElse(null));
        String proof = Visit.first(posted, Gatekeeper.PROOF);
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
        List<Hidden> carried = carried(page, asked, step instanceof Confirm ? Map.of() : posted, way);
        if (step instanceof Check && !way.inParts() && !posted.containsKey(Visit.SEEN))
            carried.add(new Hidden(Visit.SEEN, FormCounts.CHECK));
        model.addAttribute("carried", carried);
        model.addAttribute("earlier", page.notice() instanceof Notice.SentBefore before ? earlier(before) : null);
        model.addAttribute("left", page.left());
        model.addAttribute("closed", page.notice() instanceof Notice.Closed);
        model.addAttribute("layout", form.layout().name());
        model.addAttribute("first", page.typed().isEmpty());
        model.addAttribute("multipart", asked.stream().anyMatch(field -> field.type() == FieldType.FILE));
        String aboutYou = text("forms.about-you");
        return switch (step) {
            case Start _ -> {
                at(model, step.at(), false);
                yield "forms/start";
            }
            case Ask ask -> {
                at(model, step.at(), ask.changing());
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
                at(model, step.at(), true);
                model.addAttribute("parts", parts(check, aboutYou));
                yield "forms/check";
            }
            case Confirm confirm -> {
                at(model, step.at(), false);
                model.addAttribute("confirmed", confirm.proof());
                yield "forms/confirm";
            }
        };
    }

    private static void at(Model model, String at, boolean changing) {
        model.addAttribute("at", at);
        model.addAttribute("changing", changing);
    }

    /**
     * What the page carries along: the token, the link to save under, and what was typed into questions that it does not show,
     * unless that is kept.
     *
     * <p>A browser that goes back to a page asks for it again and then puts into it what stood there when it was left, over
     * what is kept since, if the form is the same as far as its first two names: so the first names the step. What was
     * typed and not sent comes back, and an answer that was changed later stays changed.
     */
    private static List<Hidden> carried(Page page, List<Field> shown, Map<String, List<String>> posted, Way way) {
        List<Hidden> carried = new ArrayList<>();
        if (way.step() != null) carried.add(new Hidden(STEP + way.step(), ""));
        carried.add(new Hidden(Visit.TOKEN, page.token()));
        carried.add(new Hidden(Visit.LINK, page.link()));
        if (way.inParts()) carried.add(new Hidden(Visit.KEPT, "yes"));
        else {
            for (Field field : page.form().definition().fields()) {
                if (shown.contains(field)) continue;
                for (String name : InputNames.of(field)) add(carried, name, page.typed());
            }
            for (String name : CARRIED) add(carried, name, posted);
        }
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

    private Problems problems(Page page) {
        Problems problems = new Problems();
        switch (page.notice()) {
            case Notice.Refused(TokenRefused.Reason reason) -> problems.add(text("forms.refused." + code(reason)));
            case Notice.Closed(Instant since) -> problems.add(text("visitors.closed.too-late", Times.minute(since)));
            case Notice.TooMuch() -> problems.add(text("visitors.too-much", Attachments.MOST_MEGABYTES));
            case Notice.Unreadable() -> problems.add(text("visitors.unreadable"));
            case Notice.Later(Duration in) -> problems.add(text("outside.too-many", minutes(in)));
            case Notice.NotStored(boolean certain) ->
                problems.add(text(certain ? "forms.not-stored" : "forms.not-known"));
            case Notice.Earlier() -> problems.add(text("visitors.earlier-gone"));
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
