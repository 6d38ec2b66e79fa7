package dev.lethe.ui.forms;

import dev.lethe.command.RareLog;
import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.submissions.Draft;
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
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The way through a form, page by page: which page comes next, and what it shows. It knows nothing of HTTP or HTML.
 *
 * <p>What was typed comes with the page, or is {@link #joined} to it from the visit's draft, see ADR 0090. A field counts as
 * visited once one of its inputs is among that, blank or not. Values of questions that no longer apply travel along and are
 * not sent.
 *
 * <p>What can be pressed ({@link Visit#go}): {@value #NEXT}, {@value #BACK}, {@value #CHECK}, {@value #SEND}, {@value
 * #SAVE}, {@value #CLEAR}, {@value #RESUME}, {@code change-} and {@code remove-}, each with a field's id. Anything else, and nothing, does what the page's first button does.
 */
@Component
public class Journey {

    public static final String NEXT = "next";
    public static final String BACK = "back";
    public static final String CHECK = "check";
    public static final String SEND = "send";
    public static final String SAVE = "save";
    public static final String CLEAR = "clear";
    public static final String RESUME = "resume";
    public static final String CHANGE = "change-";
    public static final String REMOVE = "remove-";

    private static final RareLog LOG = new RareLog(LoggerFactory.getLogger(Journey.class));

    private final RecentForms forms;
    private final SubmissionIntake intake;
    private final Uploads uploads;
    private final SavedAnswers saved;
    private final Sending sending;
    private final FormCounts counts;

    Journey(
            RecentForms forms,
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

    /** The page of a form that is open, and of whose questions none has one of its own; empty for the others. */
    Optional<Showing> begin(Published form) {
        counts.started(form.version());
        return paged(form) ? Optional.of(new Start(fresh(form))) : Optional.empty();
    }

    /** The first page with a question, before anything was typed. */
    Showing first(Published form) {
        Page page = fresh(form);
        if (!paged(form)) return whole(page);
        List<Field> pages = pages(intake.review(form.version(), form.definition(), Map.of()));
        return pages.isEmpty() ? new Start(page) : one(page, pages.getFirst(), false);
    }

    private Page fresh(Published form) {
        return new Page(form, intake.begin(form.version()), saved.link(), Map.of(), Map.of(), null, List.of());
    }

    /**
     * A page that was posted, with what was typed on the others. What stands on the page itself is as it came: a box whose
     * tick was taken out is not among it.
     */
    Visit joined(Published current, Visit visit, Draft draft) {
        FormId form = current.version().form();
        Published to = shown(form, visit.token(), current);
        Published then = shown(form, draft.token(), to);
        Map<String, List<String>> typed = new LinkedHashMap<>(draft.beside());
        typed.putAll(
                then.version().equals(to.version())
                        ? draft.typed()
                        : CarriedOver.of(page(then, draft), to, uploads).typed());
        boolean whole = visit.at().equals(Visit.AT_QUESTIONS);
        // Of what could not be read to its end nobody knows what was left out.
        if (visit.notice() == null)
            for (Field field : to.definition().fields())
                if (whole || field.id().value().equals(visit.at()))
                    InputNames.of(field).forEach(typed::remove);
        typed.putAll(visit.typed());
        typed.put(Visit.LINK, List.of(draft.link()));
        return visit.with(typed);
    }

    private Published shown(FormId form, String token, Published otherwise) {
        return intake.shown(form, token).flatMap(forms::version).orElse(otherwise);
    }

    private static Page page(Published form, Draft draft) {
        return new Page(form, draft.token(), draft.link(), draft.typed(), Map.of(), null, draft.left());
    }

    /**
     * What is to be kept of a visit until its next page.
     *
     * @param visit what the page follows, with all that was typed
     * @param before what was kept so far; null for nothing
     * @param travelling the inputs that are no answers and travel along
     */
    Draft draft(Visit visit, Showing showing, @Nullable Draft before, Set<String> travelling) {
        Page page = showing.page();
        Set<String> judged = new HashSet<>();
        Map<String, Problem> refused = new LinkedHashMap<>();
        if (before != null && before.token().equals(page.token())) {
            judged.addAll(before.judged());
            if (!visit.at().equals(Visit.AT_QUESTIONS)) refused.putAll(before.refused());
            refused.remove(visit.at());
        }
        if (!page.problems().isEmpty()) judged.add(Visit.AT_QUESTIONS);
        page.problems().keySet().forEach(field -> judged.add(field.value()));
        visit.refused().forEach((field, problem) -> refused.put(field.value(), problem));
        Map<String, List<String>> beside = new LinkedHashMap<>(visit.typed());
        beside.keySet().retainAll(travelling);
        // Who is asked to confirm gets a new proof of it.
        if (showing instanceof Confirm) beside.remove(Gatekeeper.CONFIRMED);
        if (showing instanceof Check) beside.put(Visit.SEEN, List.of(FormCounts.CHECK));
        List<String> notice = showing instanceof Confirm(Page _, String proof)
                ? List.of(Visit.AT_CONFIRM, proof)
                : DraftNotices.words(page.notice());
        return new Draft(
                page.token(),
                page.link(),
                showing.at(),
                page.typed(),
                judged,
                refused,
                notice,
                page.left(),
                beside,
                before == null ? 1 : before.presses() + 1);
    }

    /**
     * A page of a visit, asked for by its address; another one where that cannot be shown yet, or not any more: the first
     * that is to be answered or mended.
     *
     * @param at which page
     */
    Showing show(Published current, Draft draft, String at, boolean changing) {
        Published shown = shown(current.version().form(), draft.token(), current);
        Map<FieldId, Problem> refused = new LinkedHashMap<>();
        draft.refused().forEach((field, problem) -> refused.put(new FieldId(field), problem));
        Visit visit = new Visit(draft.token(), at, changing, "", draft.typed(), refused, null);
        Page page = page(shown, draft);
        Optional<Outcome> refusal = intake.refusal(current.version().form(), draft.token());
        if (refusal.isPresent()) return refused(refusal.get(), visit, page, current);
        Notice notice = draft.at().equals(at) ? DraftNotices.of(draft.notice(), shown.definition()) : null;
        if (notice != null) page = with(page, notice);
        Review review = review(visit, page);
        List<String> asked = draft.notice();
        if (at.equals(Visit.AT_CONFIRM) && asked.size() == 2 && asked.getFirst().equals(Visit.AT_CONFIRM))
            return new Confirm(page, asked.get(1));
        return paged(shown) ? onItsOwn(page, draft, review, at, changing) : together(page, draft, review, at);
    }

    private static Showing together(Page page, Draft draft, Review review, String at) {
        boolean checks = page.form().definition().layout() == Layout.ONE_PAGE_AND_CHECK;
        if (checks && at.equals(Visit.AT_CHECK) && review.problems().isEmpty()) return check(page, review);
        return whole(draft.judged().contains(Visit.AT_QUESTIONS) ? with(page, review.problems()) : page);
    }

    private static Showing onItsOwn(Page page, Draft draft, Review review, String at, boolean changing) {
        if (at.equals(Visit.AT_START)) return new Start(page);
        // What is said at a page is said there, also when what was typed before it is gone.
        Field told = page.notice() == null ? null : field(page, at);
        if (told != null) return one(judged(page, draft, review, told), told, changing);
        List<Field> pages = pages(review);
        for (Field field : pages) {
            boolean here = field.id().value().equals(at);
            if (here || !visited(page, field)) return one(judged(page, draft, review, field), field, changing);
        }
        for (Field field : pages)
            if (review.problems().containsKey(field.id()))
                return one(judged(page, draft, review, field), field, changing);
        return check(page, review);
    }

    private static Page judged(Page page, Draft draft, Review review, Field field) {
        Problem problem = review.problems().get(field.id());
        return problem != null && draft.judged().contains(field.id().value())
                ? with(page, Map.of(field.id(), problem))
                : page;
    }

    /**
     * What is to be kept of a page that was left without a button: nothing is judged by it.
     *
     * @param before what was kept so far; null for nothing
     * @return empty when it is no page that this goes with
     */
    Optional<Draft> left(Published current, Visit posted, @Nullable Draft before, Set<String> travelling) {
        boolean ours = intake.shown(current.version().form(), posted.token()).isPresent();
        if (!ours
                || posted.notice() != null
                || (before != null && !before.token().equals(posted.token()))) return Optional.empty();
        Visit visit = before == null ? posted : joined(current, posted, before);
        Map<String, List<String>> beside = new LinkedHashMap<>(visit.typed());
        beside.keySet().retainAll(travelling);
        return Optional.of(
                before == null
                        ? new Draft(
                                posted.token(),
                                visit.link(),
                                posted.at(),
                                visit.typed(),
                                Set.of(),
                                Map.of(),
                                List.of(),
                                List.of(),
                                beside,
                                0)
                        : new Draft(
                                before.token(),
                                before.link(),
                                before.at(),
                                visit.typed(),
                                before.judged(),
                                before.refused(),
                                before.notice(),
                                before.left(),
                                beside,
                                before.presses()));
    }

    /**
     * The page as it came, when nothing can be asked or stored: only what came with it is on it.
     *
     * @param certain whether nothing was received for sure
     */
    Showing unreachable(Published shown, Visit visit, boolean certain) {
        Map<String, List<String>> typed = visited(shown.definition(), visit);
        Page page =
                new Page(shown, visit.token(), visit.link(), typed, Map.of(), new Notice.NotStored(certain), List.of());
        return here(visit.with(typed), page);
    }

    /** Drops all that was typed in a visit, files too, but not what the visitor saved to come back to. */
    void clear(Published current, Visit visit, @Nullable String secret) {
        Published shown = shown(current.version().form(), visit.token(), current);
        if (secret != null) saved.drop(secret);
        if (saved.until(current.version().form(), visit.link()).isPresent()) return;
        shown.definition()
                .fields()
                .forEach(field -> remove(shown, field.id().value(), new LinkedHashMap<>(visit.typed())));
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
        Published shown = shown(form, visit.token(), current);
        Map<String, List<String>> typed = visited(shown.definition(), visit);
        String go = action(shown, visit);
        if (go.startsWith(REMOVE)) remove(shown, go.substring(REMOVE.length()), typed);
        Visit clean = new Visit(
                visit.token(), at(shown, visit), visit.changing(), go, typed, visit.refused(), visit.notice());
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
        // Whoever is too late may go back, to copy what was typed there.
        if (refusal.isPresent() && refusal.get() instanceof Closed(Instant since) && go.equals(BACK))
            return turn(clean, with(page, new Notice.Closed(since)));
        if (refusal.isPresent()) return refused(refusal.get(), clean, page, current);
        if (go.equals(NEXT) || go.equals(CHECK)) {
            Optional<Duration> later = sending.lookingAgain(signs);
            if (later.isPresent()) return here(clean, with(page, new Notice.Later(later.get())));
        }
        if (!clean.refused().isEmpty())
            return counted(mend(clean, page, review(clean, page).problems()), signs);
        if (go.equals(SAVE)) return save(clean, page, signs);
        return go.startsWith(REMOVE) ? here(clean, page) : counted(turn(clean, page), signs);
    }

    private Step counted(Step step, Signs signs) {
        if (step instanceof Showing showing && !showing.page().problems().isEmpty()) sending.refused(signs);
        return step;
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
                case Saving.Kept kept -> new Saved(here(visit, linked(page, kept.secret())), kept);
                case Saving.Sent _ -> here(visit, with(page, new Notice.SentAlready()));
                case Saving.TooMuch _ -> here(visit, with(page, new Notice.TooMuchToSave()));
                case Saving.Full _ -> here(visit, with(page, new Notice.NotStored(true)));
                case Saving.Newer _, Saving.NotOurs _ -> here(visit, page);
            };
        } catch (RuntimeException e) {
            LOG.error("Answers could not be saved", e);
            return here(visit, with(page, new Notice.NotStored(true)));
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
            case Result.Confirm(String proof) -> new Confirm(page, proof);
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
            case NotStored(boolean certain) -> here(visit, with(page, new Notice.NotStored(certain)));
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
        // From checking the answers it goes back through them all, and not to and fro between the last and the check.
        boolean changing = here != null && visit.changing();
        return before.isEmpty() ? new Start(page) : one(page, before.getLast(), changing);
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
                form.definition().layout() == Layout.ONE_PAGE || at(form, visit).equals(Visit.AT_CHECK);
        return last ? SEND : NEXT;
    }

    /** Whoever is asked to confirm was where the form is sent from. */
    private static String at(Published form, Visit visit) {
        if (!visit.at().equals(Visit.AT_CONFIRM)) return visit.at();
        return form.definition().layout() == Layout.ONE_PAGE ? Visit.AT_QUESTIONS : Visit.AT_CHECK;
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
        Set.of(Visit.TOKEN, Visit.AT, Visit.CHANGING, Visit.SEEN, Visit.LINK, Visit.KEPT, Visit.GO)
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

    private static Page linked(Page page, String link) {
        return new Page(page.form(), page.token(), link, page.typed(), page.problems(), page.notice(), page.left());
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
