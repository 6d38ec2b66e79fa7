package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Draft;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Receipts;
import dev.lethe.command.submissions.SavedAnswers;
import dev.lethe.command.submissions.SavedAnswers.Resumed;
import dev.lethe.command.submissions.SavedAnswers.Saving;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.forms.Gatekeeper.Signs;
import dev.lethe.ui.forms.JourneyPages.Way;
import dev.lethe.ui.forms.Step.Ask;
import dev.lethe.ui.forms.Step.Notice;
import dev.lethe.ui.forms.Step.Page;
import dev.lethe.ui.forms.Step.Saved;
import dev.lethe.ui.forms.Step.Sent;
import dev.lethe.ui.forms.Step.Showing;
import dev.lethe.ui.forms.VisitPlace.End;
import dev.lethe.ui.web.FormBodies;
import dev.lethe.ui.web.NetworkAddress;
import dev.lethe.ui.web.SafeErrors;
import dev.lethe.ui.web.Times;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A form as a visitor meets it: read, filled in, sent, received. Which page follows which is the {@link Journey}'s.
 *
 * <p>What is posted is kept and answered with the address of the page that follows, so that every page is one that was asked
 * for: back, forward and reload show it again with what was typed (ADR 0090). What cannot be kept – the browser takes no
 * cookies, too many came from one place, the database is away – is answered with the page itself, which then carries all that
 * was typed.
 */
@Controller
class VisitorForms {

    /** The last part of the address of the page that shows the link by which to come back. */
    private static final String SAVED = "saved";
    /** The last part of the address to which a page that is left sends what was typed. */
    private static final String KEEP = "keep";
    /** How many buttons had been pressed when the page was shown that sends what was typed. */
    private static final String SHOWN = "shown-after";

    private final Forms all;
    private final RecentForms forms;
    private final Journey journey;
    private final JourneyPages pages;
    private final SubmissionIntake intake;
    private final SavedAnswers saved;
    private final Attachments attachments;
    private final Receipts receipts;
    private final Gatekeeper gatekeeper;

    VisitorForms(
            Forms all,
            RecentForms forms,
            Journey journey,
            JourneyPages pages,
            SubmissionIntake intake,
            SavedAnswers saved,
            Attachments attachments,
            Receipts receipts,
            Gatekeeper gatekeeper) {
        this.all = all;
        this.forms = forms;
        this.journey = journey;
        this.pages = pages;
        this.intake = intake;
        this.saved = saved;
        this.attachments = attachments;
        this.receipts = receipts;
        this.gatekeeper = gatekeeper;
    }

    @GetMapping("/")
    String home(Model model, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-cache");
        model.addAttribute(
                "forms", all.open().stream().map(Published::definition).toList());
        return "forms/home";
    }

    /** The address that is known. What is typed is typed at that of a visit, so that going back leads there. */
    @GetMapping("/forms/{slug}")
    @Nullable
    String form(
            @PathVariable String slug,
            @RequestParam(name = WayBack.FROM, defaultValue = "") String from,
            @RequestParam(name = WayBack.FORM, required = false) @Nullable String which,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        Published form = known(slug);
        // The first of its page's forms, unless the link says another.
        Optional<WayBack> back = wayBack(form, from, which == null ? slug + "_1" : which);
        if (!form.definition().slug().equals(slug)) return "redirect:" + moved(form, back);
        Optional<Instant> closed = intake.closedSince(form.version().form());
        if (closed.isPresent()) return closed(model, form, closed.get());
        Optional<Showing> start = journey.begin(form);
        if (start.isEmpty()) return anew(VisitPlace.fresh(slug), Visit.AT_QUESTIONS, back, request, response);
        response.setHeader("Cache-Control", "private, no-cache"); // nothing can be typed here
        return pages.show(model, response, start.get(), Map.of(), back, new Way("/forms/" + slug, null, false, null));
    }

    private static String moved(Published form, Optional<WayBack> back) {
        return withWayBack(
                UriComponentsBuilder.fromPath("/forms/{slug}"),
                new ArrayList<>(List.of(form.definition().slug())),
                back);
    }

    private static String withWayBack(UriComponentsBuilder to, List<Object> values, Optional<WayBack> back) {
        back.ifPresent(way -> {
            to.queryParam(WayBack.FROM, "{from}").queryParam(WayBack.FORM, "{form}");
            values.addAll(List.of(way.from(), way.form()));
        });
        return to.encode().buildAndExpand(values.toArray()).toUriString();
    }

    /** To a page of a visit in which nothing was typed yet. */
    private @Nullable String anew(
            VisitPlace place,
            String at,
            Optional<WayBack> back,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (place.secret().isEmpty()) place.begin(saved.link(), request, response);
        return seeOther(
                response,
                request.getContextPath()
                        + withWayBack(
                                UriComponentsBuilder.fromPath(place.address() + "/{at}"),
                                new ArrayList<>(List.of(at)),
                                back));
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

    /** A page that carries all that was typed. */
    @PostMapping(
            path = "/forms/{slug}",
            consumes = {MediaType.APPLICATION_FORM_URLENCODED_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE})
    @Nullable
    String go(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response, Model model) {
        return new Post(VisitPlace.fresh(slug), "/forms/" + slug, request, response, model).answer();
    }

    /** A page of a visit. */
    @PostMapping(
            path = "/forms/{slug}/visit/{id}",
            consumes = {MediaType.APPLICATION_FORM_URLENCODED_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE})
    @Nullable
    String go(
            @PathVariable String slug,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        VisitPlace place = place(request, slug, id);
        return new Post(place, place.address(), request, response, model).answer();
    }

    private static VisitPlace place(HttpServletRequest request, String slug, String id) {
        return VisitPlace.of(request, slug, id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /** Something that a visitor's page sent, on its way to an answer. */
    private final class Post {

        private final VisitPlace place;
        private final String action;
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final Model model;
        private boolean received;

        Post(VisitPlace place, String action, HttpServletRequest request, HttpServletResponse response, Model model) {
            this.place = place;
            this.action = action;
            this.request = request;
            this.response = response;
            this.model = model;
        }

        @Nullable
        String answer() {
            Published form;
            RuntimeException away = null;
            try {
                form = known(place.slug());
            } catch (ResponseStatusException e) {
                throw e;
            } catch (RuntimeException e) {
                form = forms.remembered(place.slug()).orElseThrow(() -> e);
                away = e;
            }
            Visit visit = visit(request, form);
            try {
                if (away == null) return answer(form, visit);
            } catch (RuntimeException e) {
                away = e;
            }
            SafeErrors.note(request, away);
            return unreachable(form, visit);
        }

        /** Nothing can be asked, and nothing is lost: what came is on the page, to be sent again. */
        private String unreachable(Published form, Visit visit) {
            Published shown = intake.shown(form.version().form(), visit.token())
                    .flatMap(forms::remembered)
                    .orElse(form);
            // Of a visit that was sent, this may be the same again.
            boolean certain = !received && place.end().orElse(null) != End.SENT;
            return page(form, journey.unreachable(shown, visit, certain), visit, visit.isInParts());
        }

        private @Nullable String answer(Published form, Visit posted) {
            Draft draft = draft(place, form).orElse(null);
            Visit visit = draft == null ? posted : journey.joined(form, posted, draft);
            if (posted.go().equals(Journey.CLEAR)) return clear(form, visit);
            if (posted.go().equals(Journey.RESUME)) return resume(form, posted.link(), draft);
            if (draft == null && posted.isInParts() && !posted.at().equals(Visit.AT_QUESTIONS)) {
                Optional<AlreadyReceived> first = intake.received(form.version().form(), posted.token());
                if (first.isPresent()) return again(form, posted, first.get());
                if (visit.notice() == null) visit = visit.with(new Notice.Earlier());
            }
            return switch (journey.go(form, visit, Signs.of(visit.typed(), NetworkAddress.of(request)))) {
                case Sent sent ->
                    sent(form, visit, sent, draft == null || draft.token().equals(posted.token()));
                case Saved(Showing page, Saving.Kept kept) -> {
                    VisitPlace at = keep(visit, page, draft).orElse(null);
                    yield at == null
                            ? saved(model, page.page().form().definition(), kept.secret(), kept.until())
                            : seeOther(at.address() + "/" + SAVED);
                }
                case Showing showing -> {
                    journey.seen(visit, showing);
                    yield shown(form, visit, showing, draft);
                }
            };
        }

        /** What was typed went with what was sent: a second click, or a page from before. */
        private @Nullable String again(Published form, Visit visit, AlreadyReceived first) {
            if (!visit.go().equals(Journey.SEND)) {
                place.end(End.SENT, request, response);
                return seeOther(place.address());
            }
            FormVersion version =
                    intake.shown(form.version().form(), visit.token()).orElse(form.version());
            return sent(
                    form,
                    visit,
                    new Sent(form, version, first.submission(), first.reference(), first.receivedAt()),
                    true);
        }

        /** @param ended whether that was all that the visit was about */
        private @Nullable String sent(Published form, Visit visit, Sent sent, boolean ended) {
            received = true;
            if (ended && place.isKnown()) place.end(End.SENT, request, response);
            Optional<WayBack> back = back(form, visit.typed());
            if (back.isPresent())
                return VisitorForms.seeOther(response, back.get().afterSuccess());
            return seeOther(UriComponentsBuilder.fromPath("/forms/{slug}/sent")
                    .queryParam(
                            "receipt",
                            receipts.seal(sent.submission(), sent.version(), sent.receivedAt(), sent.reference()))
                    .buildAndExpand(sent.current().definition().slug())
                    .toUriString());
        }

        /** Keeps it and leads to the page, or is the page. */
        private @Nullable String shown(Published form, Visit visit, Showing showing, @Nullable Draft draft) {
            if (isAtTheStart(showing, visit))
                return anew(place, showing.at(), back(form, visit.typed()), request, response);
            Optional<VisitPlace> at = canBeShownAgain(showing.page()) ? keep(visit, showing, draft) : Optional.empty();
            return at.isPresent() ? seeOther(address(at.get(), showing)) : page(form, showing, visit, false);
        }

        /** Nothing was typed yet that could be kept, and there is a first question. */
        private boolean isAtTheStart(Showing showing, Visit visit) {
            return !action.equals(place.address())
                    && visit.at().equals(Visit.AT_START)
                    && showing instanceof Ask
                    && showing.page().notice() == null
                    && showing.page().problems().isEmpty()
                    && showing.page().typed().isEmpty();
        }

        private boolean canBeShownAgain(Page page) {
            return switch (page.notice()) {
                case Notice.Later _, Notice.NotStored _, Notice.SentAlready _, Notice.TooMuchToSave _ -> false;
                case Notice.Refused _,
                        Notice.SentBefore _,
                        Notice.Closed _,
                        Notice.TooMuch _,
                        Notice.Unreadable _,
                        Notice.Earlier _ -> true;
                case null ->
                    page.form().definition().fields().stream()
                            .map(Field::id)
                            .collect(Collectors.toSet())
                            .containsAll(page.problems().keySet());
            };
        }

        /** Where it is kept; empty where it cannot be: then the page carries it. */
        private Optional<VisitPlace> keep(Visit visit, Showing showing, @Nullable Draft draft) {
            if (!place.isKnown()) return Optional.empty();
            VisitPlace at = place.end().isPresent() ? VisitPlace.fresh(place.slug()) : place;
            Page page = showing.page();
            Draft now = journey.draft(visit, showing, draft, JourneyPages.TRAVELLING);
            if (!mayKeep(request, draft, now)) return Optional.empty();
            return switch (saved.keep(
                    page.form().version(), page.form().definition(), at.secret().orElse(""), draft, now)) {
                case Saving.Kept(String secret, Instant _) -> {
                    at.goneOn(secret, request, response);
                    yield Optional.of(at);
                }
                case Saving.Sent _, Saving.TooMuch _, Saving.Full _, Saving.Newer _, Saving.NotOurs _ ->
                    Optional.empty();
            };
        }

        private @Nullable String clear(Published form, Visit visit) {
            journey.clear(form, visit, place.secret().orElse(null));
            place.end(End.CLEARED, request, response);
            return seeOther(place.isKnown() ? place.address() : "/forms/" + place.slug() + "/cleared");
        }

        private @Nullable String resume(Published form, String link, @Nullable Draft draft) {
            if (draft != null && draft.link().equals(link)) return seeOther(place.address() + "/" + draft.at());
            Resumed resumed = saved.open(form.version().form(), link).orElse(null);
            if (resumed == null) return toContinue(form, place.slug(), link, request, response, model);
            Showing showing = journey.resume(form, resumed, link);
            return shown(form, Visit.of(resumed.typed()), showing, null);
        }

        private String page(Published form, Showing showing, Visit visit, boolean inParts) {
            JourneyPages.status(response, showing.page().notice());
            return pages.show(
                    model,
                    response,
                    showing,
                    visit.typed(),
                    back(form, visit.typed()),
                    new Way(action, null, inParts, null));
        }

        private @Nullable String seeOther(String path) {
            return VisitorForms.seeOther(response, request.getContextPath() + path);
        }
    }

    private Visit visit(HttpServletRequest request, Published form) {
        String type = request.getContentType();
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith(MediaType.MULTIPART_FORM_DATA_VALUE))
            return attachments.read(request, form);
        Notice notice = switch (FormBodies.of(request)) {
            case WHOLE -> null;
            case TOO_MUCH -> new Notice.TooMuch();
            case GARBLED -> new Notice.Unreadable();
        };
        Map<String, List<String>> posted = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> posted.put(name, List.of(values)));
        return Visit.of(posted, Map.of(), notice);
    }

    private Optional<Draft> draft(VisitPlace place, Published form) {
        return place.secret().flatMap(secret -> saved.draft(form.version().form(), secret));
    }

    private Optional<WayBack> back(Published form, Map<String, List<String>> typed) {
        return wayBack(form, Visit.first(typed, WayBack.FROM), Visit.first(typed, WayBack.FORM));
    }

    private static String address(VisitPlace place, Showing showing) {
        boolean changing = showing instanceof Ask ask && ask.changing();
        return place.address() + "/" + showing.at() + (changing ? "?" + Visit.CHANGING + "=yes" : "");
    }

    private static @Nullable String seeOther(HttpServletResponse response, String location) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, location);
        return null; // that is the whole answer
    }

    /** Where a visit ended, or its last page. */
    @GetMapping("/forms/{slug}/visit/{id}")
    @Nullable
    String visit(
            @PathVariable String slug,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        VisitPlace place = place(request, slug, id);
        if (place.end().isPresent())
            return ended(model, called(slug), place.end().get());
        Published form = known(slug);
        return seeOther(
                response,
                request.getContextPath()
                        + draft(place, form)
                                .map(draft -> place.address() + "/" + draft.at())
                                .orElse("/forms/" + slug));
    }

    /** A page of a visit. Whoever has the address and not its cookie begins a visit of their own. */
    @GetMapping("/forms/{slug}/visit/{id}/{at}")
    @Nullable
    String page(
            @PathVariable String slug,
            @PathVariable String id,
            @PathVariable String at,
            @RequestParam(name = Visit.CHANGING, defaultValue = "") String changing,
            @RequestParam(name = WayBack.FROM, defaultValue = "") String from,
            @RequestParam(name = WayBack.FORM, defaultValue = "") String which,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        VisitPlace place = place(request, slug, id);
        try {
            return page(place, at, !changing.isEmpty(), from, which, request, response, model);
        } catch (ResponseStatusException e) {
            throw e;
        } catch (RuntimeException e) {
            // The question all the same, into which a browser that goes back puts what was typed.
            Published form = forms.remembered(slug).orElseThrow(() -> e);
            SafeErrors.note(request, e);
            Visit visit = Visit.of(Map.of(
                    Visit.TOKEN, List.of(intake.begin(form.version())),
                    Visit.LINK, List.of(saved.link()),
                    Visit.AT, List.of(at)));
            Showing showing = journey.unreachable(form, visit, true);
            JourneyPages.status(response, showing.page().notice());
            return pages.show(
                    model,
                    response,
                    showing,
                    Map.of(),
                    Optional.empty(),
                    new Way(place.address(), null, true, place.steps()));
        }
    }

    private @Nullable String page(
            VisitPlace place,
            String at,
            boolean changing,
            String from,
            String which,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        // First of all: with its database away, a browser would put what was sent into a page with its questions.
        if (place.end().isPresent())
            return ended(model, called(place.slug()), place.end().get());
        Published form = known(place.slug());
        Draft draft = draft(place, form).orElse(null);
        String keeping = place.address() + "/" + KEEP + "?" + SHOWN + "=" + presses(draft);
        Way way = new Way(place.address(), keeping, true, place.steps());
        if (draft == null) {
            Optional<Instant> closed = intake.closedSince(form.version().form());
            if (closed.isPresent()) return closed(model, form, closed.get());
            Optional<WayBack> back = wayBack(form, from, which);
            Showing first = journey.first(form);
            if (at.equals(Visit.AT_START) || first.at().equals(Visit.AT_START)) return "redirect:" + moved(form, back);
            if (!first.at().equals(at)) return anew(place, first.at(), back, request, response);
            if (place.secret().isEmpty()) place.begin(saved.link(), request, response);
            return pages.show(
                    model, response, first, Map.of(), back, new Way(way.address(), way.keeping(), false, way.step()));
        }
        response.setHeader("X-Robots-Tag", "noindex");
        if (at.equals(SAVED)) {
            Optional<Instant> until = saved.until(form.version().form(), draft.link());
            return until.isPresent()
                    ? saved(model, form.definition(), draft.link(), until.get())
                    : seeOther(response, request.getContextPath() + place.address());
        }
        Showing showing = journey.show(form, draft, at, changing);
        if (!showing.at().equals(at)) return seeOther(response, request.getContextPath() + address(place, showing));
        return pages.show(model, response, showing, draft.beside(), back(form, draft.beside()), way);
    }

    /**
     * What stands on a page that is left without a button. A script sends it; nobody looks at the answer. It may arrive after
     * the next button, and must not take the place of what that one sent, nor begin the visit again that it ended.
     */
    @PostMapping(
            path = "/forms/{slug}/visit/{id}/" + KEEP,
            consumes = {MediaType.APPLICATION_FORM_URLENCODED_VALUE})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void keep(
            @PathVariable String slug,
            @PathVariable String id,
            @RequestParam(name = SHOWN, defaultValue = "") String shownAfter,
            HttpServletRequest request) {
        VisitPlace place = place(request, slug, id);
        Published form = known(slug);
        Draft draft = draft(place, form).orElse(null);
        if (place.secret().isEmpty() || !shownAfter.equals(Integer.toString(presses(draft)))) return;
        journey.left(form, visit(request, form), draft, JourneyPages.TRAVELLING).ifPresent(left -> {
            if (!mayKeep(request, draft, left)) return;
            Published shown = intake.shown(form.version().form(), left.token())
                    .flatMap(forms::version)
                    .orElse(form);
            if (saved.keep(shown.version(), shown.definition(), place.secret().get(), draft, left)
                            instanceof Saving.Kept(String secret, Instant _)
                    && !secret.equals(place.secret().get())) saved.drop(secret);
        });
    }

    /** Whether where this comes from has not begun too many visits lately, nor had too much written of them. */
    private boolean mayKeep(HttpServletRequest request, @Nullable Draft before, Draft now) {
        NetworkAddress address = NetworkAddress.of(request);
        int kibibytes = 1
                + now.typed().values().stream()
                                .flatMap(List::stream)
                                .mapToInt(String::length)
                                .sum()
                        / 1024;
        return gatekeeper.mayKeep(address, kibibytes)
                && (before != null || gatekeeper.visiting(address).isEmpty());
    }

    private static int presses(@Nullable Draft draft) {
        return draft == null ? 0 : draft.presses();
    }

    @GetMapping("/forms/{slug}/cleared")
    String cleared(@PathVariable String slug, Model model) {
        return ended(model, known(slug), End.CLEARED);
    }

    private static String ended(Model model, Published form, End end) {
        model.addAttribute("form", form.definition());
        model.addAttribute("end", end.name().toLowerCase(Locale.ROOT));
        return "forms/ended";
    }

    private static String saved(Model model, FormDefinition form, String link, Instant until) {
        model.addAttribute("form", form);
        model.addAttribute(
                "link",
                UriComponentsBuilder.fromPath("/forms/{slug}/continue/{secret}")
                        .buildAndExpand(form.slug(), link)
                        .toUriString());
        model.addAttribute("until", Times.minute(until));
        return "forms/saved";
    }

    /** A link only shows: what follows it may be a machine that looks whether it is safe. */
    @GetMapping("/forms/{slug}/continue/{secret}")
    String saved(
            @PathVariable String slug,
            @PathVariable String secret,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        return toContinue(known(slug), slug, secret, request, response, model);
    }

    private String toContinue(
            Published form,
            String slug,
            String link,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        VisitPlace place = VisitPlace.fresh(slug);
        place.begin(saved.link(), request, response);
        model.addAttribute("form", form.definition());
        model.addAttribute("action", place.address());
        model.addAttribute("link", link);
        model.addAttribute(
                "until",
                saved.until(form.version().form(), link).map(Times::minute).orElse(null));
        return "forms/continue";
    }

    private Published known(String slug) {
        return forms.bySlug(slug).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /** What a form is called, from memory if need be. */
    private Published called(String slug) {
        return forms.remembered(slug).orElseGet(() -> known(slug));
    }

    private static String closed(Model model, Published form, Instant since) {
        model.addAttribute("form", form.definition());
        model.addAttribute("since", Times.day(since));
        return "forms/closed";
    }
}
