package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.Layout;
import dev.lethe.command.submissions.InputNames;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Outcome.Changed;
import dev.lethe.command.submissions.Outcome.Closed;
import dev.lethe.command.submissions.Outcome.Invalid;
import dev.lethe.command.submissions.Outcome.NotStored;
import dev.lethe.command.submissions.Outcome.TokenRefused;
import dev.lethe.command.submissions.Problem;
import dev.lethe.command.submissions.SavedAnswers;
import dev.lethe.command.submissions.SavedAnswers.Resumed;
import dev.lethe.command.submissions.SavedAnswers.Saving;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.SubmissionIntake.Review;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.command.submissions.events.SubmissionId;
import dev.lethe.command.submissions.events.UploadedFile;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.forms.Gatekeeper.Signs;
import dev.lethe.ui.forms.Sending.Result;
import dev.lethe.ui.forms.Step.Ask;
import dev.lethe.ui.forms.Step.Check;
import dev.lethe.ui.forms.Step.Confirm;
import dev.lethe.ui.forms.Step.Notice;
import dev.lethe.ui.forms.Step.Page;
import dev.lethe.ui.forms.Step.Saved;
import dev.lethe.ui.forms.Step.Sent;
import dev.lethe.ui.forms.Step.Showing;
import dev.lethe.ui.forms.Step.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The way through a form, page by page: which page comes next, and what it carries. It knows nothing of HTTP or HTML.
 *
 * <p>Nothing is kept between two pages, see ADR 0033: each carries all that was typed before. A field counts as visited
 * once one of its inputs is among what was posted, blank or not. Values of questions that no longer apply travel along and
 * are not sent.
 *
 * <p>What can be pressed ({@link Visit#go}): {@value #NEXT}, {@value #BACK}, {@value #CHECK}, {@value #SEND}, {@value
 * #SAVE}, {@code change-} and {@code remove-}, each with a field's id. Anything else, and nothing, does what the page's first button does.
 */
@Component
public class Journey {

    public static final String NEXT = "next";
    public static final String BACK = "back";
    public static final String CHECK = "check";
    public static final String SEND = "send";
    public static final String SAVE = "save";
    public static final String CHANGE = "change-";
    public static final String REMOVE = "remove-";

    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);

    private final Forms forms;
    private final SubmissionIntake intake;
    private final Uploads uploads;
    private final SavedAnswers saved;
    private final Sending sending;
    private final FormCounts counts;

    Journey(
            Forms forms,
            SubmissionIntake intake,
            Uploads uploads,
            SavedAnswers saved,
            Sending sending,
            FormCounts counts) {
        this.forms = forms;
        this.intake = intake;
        this.uploads = uploads;
        this.saved = saved;
        this.sending = sending;
        this.counts = counts;
    }

    /** The first page of a form that is open. */
    public Showing begin(Published form) {
        counts.started(form.version());
        Page page = new Page(form, intake.begin(form.version()), saved.link(), Map.of(), Map.of(), null, List.of());
        return paged(form) ? new Start(page) : whole(page);
    }

    /**
     * Counts that a page is shown, when this visitor comes to it for the first time: nothing of it was posted before. Where
     * the answers are checked, {@link Visit#SEEN} tells.
     *
     * @param visit what the page follows
     */
    public void seen(Visit visit, Showing showing) {
        FormVersion version = showing.page().form().version();
        switch (showing) {
            case Ask ask -> {
                Field one = field(ask.page(), ask.at());
                if (one != null && !visited(ask.page(), one)) counts.reached(version, ask.at());
            }
            case Check _ -> {
                if (!visit.typed().containsKey(Visit.SEEN)) counts.reached(version, FormCounts.CHECK);
            }
            case Start _, Confirm _ -> {}
        }
    }

    /**
     * What follows a page.
     *
     * @param current the form as visitors see it now, at whose address the page arrived
     * @param signs what else came along
     */
    Step go(Published current, Visit visit, Signs signs) {
        FormId form = current.version().form();
        // What was filled in is gone on with, though there may be a newer version by now.
        Published shown =
                intake.shown(form, visit.token()).flatMap(forms::version).orElse(current);
        Map<String, List<String>> typed = visited(shown.definition(), visit);
        String go = action(shown, visit);
        if (go.startsWith(REMOVE)) remove(shown, go.substring(REMOVE.length()), typed);
        Visit clean =
                new Visit(visit.token(), visit.at(), visit.changing(), go, typed, visit.refused(), visit.notice());
        String link = visit.link().isEmpty() ? saved.link() : visit.link();
        Page page = new Page(shown, visit.token(), link, typed, Map.of(), null, List.of());
        Optional<Outcome> refusal = intake.refusal(form, visit.token());
        if (visit.notice() != null)
            return here(
                    clean,
                    refusal.isPresent() && refusal.get() instanceof TokenRefused
                            ? afresh(page, current, link, visit.notice())
                            : with(page, visit.notice()));
        // What was received already is known as that, however late it comes again.
        if (go.equals(SEND)) return send(clean, page, current, signs);
        if (refusal.isPresent()) return refused(refusal.get(), clean, page, current);
        if (!clean.refused().isEmpty())
            return mend(clean, page, review(clean, page).problems());
        if (go.equals(SAVE)) return save(clean, page, signs);
        return go.startsWith(REMOVE) ? here(clean, page) : turn(clean, page);
    }

    /**
     * The page at which answers were saved.
     *
     * @param link the secret by which they were found
     */
    public Showing resume(Published current, Resumed resumed, String link) {
        Published shown = forms.version(resumed.form()).orElse(current);
        Visit visit = new Visit(resumed.token(), resumed.at(), false, "", resumed.typed(), Map.of(), null);
        Page page = new Page(shown, resumed.token(), link, resumed.typed(), Map.of(), null, List.of());
        return intake.refusal(current.version().form(), resumed.token())
                .map(refusal -> refused(refusal, visit, page, current))
                .orElseGet(() -> here(visit, page));
    }

    private Step save(Visit visit, Page page, Signs signs) {
        Optional<Duration> later = sending.saving(signs);
        if (later.isPresent()) return here(visit, with(page, new Notice.Later(later.get())));
        Published form = page.form();
        String at = visit.at().isEmpty() ? Visit.AT_START : visit.at();
        try {
            return switch (saved.save(
                    form.version(), form.definition(), visit.token(), page.link(), at, page.typed())) {
                case Saving.Kept kept -> new Saved(form, kept);
                case Saving.Sent _ -> here(visit, with(page, new Notice.SentAlready()));
                case Saving.TooMuch _ -> here(visit, with(page, new Notice.TooMuchToSave()));
                case Saving.Full _ -> here(visit, with(page, new Notice.NotStored()));
                case Saving.NotOurs _ -> here(visit, page);
            };
        } catch (RuntimeException e) {
            LOG.error("Answers could not be saved", e);
            return here(visit, with(page, new Notice.NotStored()));
        }
    }

    private void remove(Published form, String id, Map<String, List<String>> typed) {
        form.definition().fields().stream()
                .filter(field ->
                        field.type() == FieldType.FILE && field.id().value().equals(id))
                .findFirst()
                .ifPresent(field -> {
                    List<String> tokens = typed.getOrDefault(id, List.of());
                    uploads.discard(tokens.stream()
                            .flatMap(token -> uploads.file(form.version(), field.id(), token).stream())
                            .map(UploadedFile::id)
                            .toList());
                    typed.put(id, List.of(""));
                });
    }

    /** What is wrong with a question is what is wrong with the file that came for it, if there was one. */
    private Review review(Visit visit, Page page) {
        Review review = intake.review(page.form().version(), page.form().definition(), page.typed());
        if (visit.refused().isEmpty()) return review;
        Map<FieldId, Problem> problems = new LinkedHashMap<>();
        for (Field field : page.form().definition().fields()) {
            Problem problem = visit.refused().get(field.id());
            if (problem == null) problem = review.problems().get(field.id());
            if (problem != null) problems.put(field.id(), problem);
        }
        return new Review(review.asked(), review.answers(), problems);
    }

    /** The one place where something is sent. */
    private Step send(Visit visit, Page page, Published current, Signs signs) {
        if (!visit.refused().isEmpty())
            return mend(visit, page, review(visit, page).problems());
        return switch (sending.send(current, page.form(), visit.token(), visit.typed(), signs)) {
            case Result.Confirm(String proof) -> new Confirm(page, visit.at(), proof);
            case Result.Later(Duration in) -> here(visit, with(page, new Notice.Later(in)));
            case Result.Done(Outcome outcome) -> sent(outcome, visit, page, current);
        };
    }

    private Step sent(Outcome outcome, Visit visit, Page page, Published current) {
        return switch (outcome) {
            case Accepted(SubmissionId id, String reference, Instant at) -> {
                drop(page.link());
                yield new Sent(current, page.form().version(), id, reference, at);
            }
            case AlreadyReceived(SubmissionId id, String reference, Instant at) -> {
                drop(page.link());
                yield new Sent(current, page.form().version(), id, reference, at);
            }
            case Invalid invalid -> mend(visit, page, invalid.problems());
            case Changed changed -> {
                List<Field> differing = page.form().definition().fields().stream()
                        .filter(field -> changed.differing().contains(field.id()))
                        .toList();
                Notice notice = new Notice.SentBefore(changed.reference(), changed.receivedAt(), differing);
                // What was saved belonged to what was sent, and went with it.
                yield here(visit, afresh(page, page.form(), saved.link(), notice));
            }
            case TokenRefused _, Closed _ -> refused(outcome, visit, page, current);
            case NotStored _ -> here(visit, with(page, new Notice.NotStored()));
        };
    }

    /** What was saved on the way is not needed any more. That it stays until it expires would harm nobody. */
    private void drop(String link) {
        try {
            saved.drop(link);
        } catch (RuntimeException e) {
            LOG.warn("What was saved of something that was sent is still there", e);
        }
    }

    private Showing refused(Outcome outcome, Visit visit, Page page, Published current) {
        return outcome instanceof Closed closed
                ? here(visit, with(page, new Notice.Closed(closed.since())))
                : here(
                        visit,
                        afresh(page, current, page.link(), new Notice.Refused(((TokenRefused) outcome).reason())));
    }

    private Step turn(Visit visit, Page page) {
        String go = visit.go();
        if (go.startsWith(CHANGE)) {
            Field field = field(page, go.substring(CHANGE.length()));
            if (field != null) return paged(page.form()) ? one(page, field, true) : whole(page);
        }
        Review review = review(visit, page);
        if (!paged(page.form())) {
            if (go.equals(BACK)) return whole(page);
            return review.problems().isEmpty() ? check(page, review) : whole(with(page, review.problems()));
        }
        List<Field> pages = pages(review);
        Field here = field(page, visit.at());
        if (go.equals(BACK)) return back(visit, page, review, pages, here);
        if (here != null) {
            Problem problem = review.problems().get(here.id());
            if (problem != null) return one(with(page, Map.of(here.id(), problem)), here, visit.changing());
        }
        return next(visit, page, review, pages, here);
    }

    /** After a change only what is new or wrong; else the question that follows. */
    private Step next(Visit visit, Page page, Review review, List<Field> pages, @Nullable Field here) {
        if (!visit.changing() && !visit.go().equals(CHECK)) {
            List<Field> after = after(page, pages, here);
            if (!after.isEmpty()) return one(page, after.getFirst(), false);
        }
        for (Field field : pages) {
            if (!visited(page, field)) return one(page, field, visit.changing());
            Problem problem = review.problems().get(field.id());
            if (problem != null) return one(with(page, Map.of(field.id(), problem)), field, visit.changing());
        }
        return check(page, review);
    }

    private Step back(Visit visit, Page page, Review review, List<Field> pages, @Nullable Field here) {
        boolean complete = pages.stream().allMatch(field -> visited(page, field))
                && review.problems().isEmpty();
        if (here != null && visit.changing() && complete) return check(page, review);
        List<Field> before =
                here == null ? visit.at().equals(Visit.AT_CHECK) ? pages : List.of() : before(page, pages, here);
        return before.isEmpty() ? new Start(page) : one(page, before.getLast(), visit.changing());
    }

    /** To the page with the first thing to mend; what is wrong with no question of the form is said where the visitor is. */
    private Step mend(Visit visit, Page page, Map<FieldId, Problem> problems) {
        if (!paged(page.form())) return whole(with(page, problems));
        Review review = review(visit, page);
        for (Field field : pages(review)) {
            Problem problem = problems.get(field.id());
            if (problem != null) return one(with(page, Map.of(field.id(), problem)), field, true);
        }
        return here(visit, with(page, problems));
    }

    /** The page that the visitor was at. */
    private Showing here(Visit visit, Page page) {
        if (!paged(page.form()))
            return visit.at().equals(Visit.AT_CHECK) ? check(page, review(visit, page)) : whole(page);
        Field field = field(page, visit.at());
        if (field != null) return one(page, field, visit.changing());
        return visit.at().equals(Visit.AT_CHECK) ? check(page, review(visit, page)) : new Start(page);
    }

    private static Ask whole(Page page) {
        return new Ask(page, Visit.AT_QUESTIONS, false, page.form().definition().fields());
    }

    private static Ask one(Page page, Field field, boolean changing) {
        return new Ask(page, field.id().value(), changing, List.of(field));
    }

    /** Answers that cannot be taken any more are not shown as if they could: there is a problem at the page then. */
    private static Check check(Page page, Review review) {
        return new Check(page, pages(review), review.answers());
    }

    /** What the page's first button does, unless another was pressed. */
    private static String action(Published form, Visit visit) {
        Set<String> known = Set.of(NEXT, BACK, CHECK, SEND, SAVE);
        if (known.contains(visit.go())
                || visit.go().startsWith(CHANGE)
                || visit.go().startsWith(REMOVE)) return visit.go();
        boolean last =
                form.definition().layout() == Layout.ONE_PAGE || visit.at().equals(Visit.AT_CHECK);
        return last ? SEND : NEXT;
    }

    private static boolean paged(Published form) {
        return form.definition().layout() == Layout.PAGE_PER_QUESTION;
    }

    /** The questions that have a page: hidden ones are not asked. */
    private static List<Field> pages(Review review) {
        return review.asked().stream()
                .filter(field -> field.type() != FieldType.HIDDEN)
                .toList();
    }

    private static List<Field> after(Page page, List<Field> pages, @Nullable Field here) {
        if (here == null) return pages;
        List<Field> all = page.form().definition().fields();
        return pages.stream()
                .filter(field -> all.indexOf(field) > all.indexOf(here))
                .toList();
    }

    private static List<Field> before(Page page, List<Field> pages, Field here) {
        List<Field> all = page.form().definition().fields();
        return pages.stream()
                .filter(field -> all.indexOf(field) < all.indexOf(here))
                .toList();
    }

    private static @Nullable Field field(Page page, String id) {
        return page.form().definition().fields().stream()
                .filter(field -> field.id().value().equals(id) && field.type() != FieldType.HIDDEN)
                .findFirst()
                .orElse(null);
    }

    private static boolean visited(Page page, Field field) {
        return InputNames.of(field).stream().anyMatch(page.typed()::containsKey);
    }

    /** What was typed into this form's questions; boxes and buttons that were left alone on the page were visited too. */
    private static Map<String, List<String>> visited(FormDefinition form, Visit visit) {
        Map<String, List<String>> typed = new LinkedHashMap<>(visit.typed());
        Set.of(Visit.TOKEN, Visit.AT, Visit.CHANGING, Visit.SEEN, Visit.LINK, Visit.GO)
                .forEach(typed::remove);
        Gatekeeper.NO_ANSWERS.forEach(typed::remove);
        boolean all = form.layout() != Layout.PAGE_PER_QUESTION;
        for (Field field : form.fields())
            if (all || field.id().value().equals(visit.at()))
                typed.putIfAbsent(InputNames.of(field).getFirst(), List.of(""));
        return typed;
    }

    private static Page with(Page page, Map<FieldId, Problem> problems) {
        return new Page(page.form(), page.token(), page.link(), page.typed(), problems, page.notice(), page.left());
    }

    private static Page with(Page page, Notice notice) {
        return new Page(page.form(), page.token(), page.link(), page.typed(), page.problems(), notice, page.left());
    }

    /** The page of this version, to be sent as something new. */
    private Page afresh(Page page, Published form, String link, Notice notice) {
        CarriedOver over = CarriedOver.of(page, form, uploads);
        return new Page(form, intake.begin(form.version()), link, over.typed(), Map.of(), notice, over.left());
    }
}
