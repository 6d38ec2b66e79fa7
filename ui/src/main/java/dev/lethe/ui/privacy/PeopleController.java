package dev.lethe.ui.privacy;

import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.submissions.model.Reference;
import dev.lethe.processes.records.AllRecordsByEvents;
import dev.lethe.query.records.AllRecords;
import dev.lethe.query.records.PersonalRecord;
import dev.lethe.query.records.RecordRef;
import dev.lethe.shredding.AddressesUnreadException;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.OtherOrderException;
import dev.lethe.shredding.PeopleSearch;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.VaultException;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.privacy.Holdings.Held;
import dev.lethe.ui.web.Captions;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** From an e-mail address or a reference to an erasure. Addresses of pages hold the vault's random handle and nothing of the person. */
@Controller
@RequestMapping("/staff/people")
class PeopleController {

    private static final String KEEP = "keep-";

    private final PeopleSearch vault;
    private final Looks looks;
    private final Holdings holdings;
    private final AllRecords records;
    private final Map<String, RecordPages> recordPages;
    private final AllRecordsByEvents byEvents;
    private final PersonPages people;
    private final Captions captions;
    private final Grounds grounds;
    private final ErasureDesk desk;
    private final Pages pages;
    private final MessageSource texts;

    PeopleController(
            PeopleSearch vault,
            Looks looks,
            Holdings holdings,
            AllRecords records,
            List<RecordPages> recordPages,
            AllRecordsByEvents byEvents,
            PersonPages people,
            Captions captions,
            Grounds grounds,
            ErasureDesk desk,
            Pages pages,
            MessageSource texts) {
        this.vault = vault;
        this.looks = looks;
        this.holdings = holdings;
        this.records = records;
        this.recordPages = recordPages.stream().collect(Collectors.toMap(RecordPages::feature, Function.identity()));
        this.byEvents = byEvents;
        this.people = people;
        this.captions = captions;
        this.grounds = grounds;
        this.desk = desk;
        this.pages = pages;
        this.texts = texts;
    }

    @GetMapping
    String ask(Model model) {
        return people(model);
    }

    @PostMapping
    String find(
            @RequestParam(defaultValue = "") String email, @AuthenticationPrincipal StaffMember officer, Model model) {
        Optional<Identifier> identifier = identifier(Identifier.Kind.EMAIL, email);
        model.addAttribute("email", email);
        if (identifier.isEmpty()) {
            model.addAttribute(
                    "problems",
                    new Problems().add("email", say(email.isBlank() ? "privacy.email.blank" : "privacy.email.wrong")));
            return people(model);
        }
        try {
            return found(identifier.get(), "nobody", officer, model);
        } catch (AddressesUnreadException unread) {
            // Shortly after a start. The address stays in the page, and goes along when it asks again.
            model.addAttribute("email", email);
            model.addAttribute("unread", unread);
            return people(model);
        }
    }

    /**
     * A record that a reference found, by what it is known by without opening it.
     *
     * @param path where it can be erased
     */
    record Found(String path, String name, String title, String received) {}

    /** For what was sent without an e-mail address, and for whoever has the reference at hand. */
    @PostMapping(params = "reference")
    String findByReference(@RequestParam String reference, @AuthenticationPrincipal StaffMember officer, Model model) {
        model.addAttribute("reference", reference);
        if (Reference.parse(reference).isEmpty()) {
            String key = reference.isBlank() ? "privacy.reference.blank" : "privacy.reference.wrong";
            model.addAttribute("problems", new Problems().add("reference", say(key)));
            return people(model);
        }
        List<PersonalRecord> records = this.records.byReference(Population.PUBLIC, reference);
        List<Found> found =
                records.stream().flatMap(each -> found(each).stream()).toList();
        if (found.isEmpty()) {
            looks.record(officer.account(), Occasion.SEARCH_WITHOUT_RESULT, List.of());
            model.addAttribute("nothing", true);
            return people(model);
        }
        looks.record(
                officer.account(),
                Occasion.SEARCH_WITH_RESULT,
                records.stream().map(each -> each.ref().id()).toList());
        if (found.size() == 1) return "redirect:" + found.getFirst().path();
        model.addAttribute("found", found);
        return people(model);
    }

    private Optional<Found> found(PersonalRecord record) {
        return Optional.ofNullable(recordPages.get(record.ref().feature()))
                .flatMap(its -> its.erase(record))
                .map(path -> new Found(path, record.name(), captions.text(record.title()), Times.minute(record.at())));
    }

    private static Optional<Identifier> identifier(Identifier.Kind kind, String typed) {
        try {
            return Optional.of(Identifier.of(kind, typed));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** By what may be several people's: a telephone, a name, a reference. It only finds possible matches. */
    @PostMapping(params = "kind")
    String findMatches(
            @RequestParam String kind,
            @RequestParam(defaultValue = "") String value,
            @AuthenticationPrincipal StaffMember officer,
            Model model) {
        model.addAttribute("kind", kind);
        model.addAttribute("value", value);
        Optional<Identifier.Kind> of = kind(kind);
        Optional<Identifier> identifier = of.flatMap(each -> identifier(each, value));
        if (identifier.isEmpty()) {
            model.addAttribute("problems", cannotMatch(of.isPresent(), value));
            return people(model);
        }
        return found(identifier.get(), "noMatch", officer, model);
    }

    private static final List<Identifier.Kind> MATCHING =
            List.of(Identifier.Kind.PHONE, Identifier.Kind.NAME, Identifier.Kind.REFERENCE);

    private String people(Model model) {
        model.addAttribute("kinds", kinds());
        return "privacy/people";
    }

    private String found(Identifier identifier, String nothing, StaffMember officer, Model model) {
        var enquiry = vault.enquire(identifier, Population.PUBLIC);
        if (enquiry.isPresent()) {
            // That there is such a person is told by the answer itself, whether the page it leads to is opened or not.
            looks.record(officer.account(), Occasion.SEARCH_WITH_RESULT, List.of());
            return "redirect:/staff/people/" + enquiry.get().id();
        }
        looks.record(officer.account(), Occasion.SEARCH_WITHOUT_RESULT, List.of());
        model.addAttribute(nothing, true);
        long unreadable = vault.unreadableAddresses();
        if (unreadable > 0) model.addAttribute("unreadable", unreadable);
        MissingIdentifiers.tell(vault, model);
        return people(model);
    }

    /** Looks for possible matches of this person by something else that they are known by, with what was chosen so far. */
    @PostMapping("/{enquiry}/match")
    String match(
            @PathVariable UUID enquiry,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String value,
            @RequestParam Map<String, String> posted,
            @AuthenticationPrincipal StaffMember officer,
            Model model,
            HttpServletResponse response) {
        Optional<Identifier.Kind> of = kind(kind);
        Optional<Identifier> identifier = of.flatMap(each -> identifier(each, value));
        Optional<Held> found =
                identifier.isPresent() ? holdings.match(enquiry, identifier.get()) : holdings.of(enquiry);
        return found.map(held -> {
                    model.addAttribute("ground", posted.get("ground"));
                    model.addAttribute("kind", kind);
                    model.addAttribute("value", value);
                    if (identifier.isEmpty()) model.addAttribute("problems", cannotMatch(of.isPresent(), value));
                    else if (held.enquiry().possible().isEmpty()) model.addAttribute("noMatch", true);
                    return person(held, 1, kept(posted, held), officer, model);
                })
                .orElseGet(() -> ended(response));
    }

    private Problems cannotMatch(boolean kind, String value) {
        if (!kind) return new Problems().add("kind", say("privacy.matches.kind.missing"));
        return new Problems().add("value", say(value.isBlank() ? "privacy.matches.blank" : "privacy.matches.wrong"));
    }

    private static Optional<Identifier.Kind> kind(String code) {
        return MATCHING.stream().filter(each -> each.code().equals(code)).findFirst();
    }

    private List<Choice> kinds() {
        return MATCHING.stream()
                .map(each -> Choice.of(each.code(), say("privacy.identifier." + each.code())))
                .toList();
    }

    /** Takes a possible match in, or out again, with what was chosen so far. */
    @PostMapping("/{enquiry}/take")
    String take(
            @PathVariable UUID enquiry,
            @RequestParam(required = false) @Nullable UUID in,
            @RequestParam(required = false) @Nullable UUID out,
            @RequestParam Map<String, String> posted,
            @AuthenticationPrincipal StaffMember officer,
            Model model,
            HttpServletResponse response) {
        UUID key = in == null ? out : in;
        if (key == null) return "redirect:/staff/people/" + enquiry;
        Optional<Held> found;
        try {
            found = holdings.take(enquiry, key, in != null);
        } catch (VaultException _) {
            found = holdings.of(enquiry); // it was erased since, or never was one
        }
        return found.map(held -> {
                    model.addAttribute("ground", posted.get("ground"));
                    return person(held, 1, kept(posted, held), officer, model);
                })
                .orElseGet(() -> ended(response));
    }

    @GetMapping("/{enquiry}")
    String person(
            @PathVariable UUID enquiry,
            @AuthenticationPrincipal StaffMember officer,
            Model model,
            HttpServletResponse response) {
        return holdings.of(enquiry)
                .map(held -> person(held, 1, Map.of(), officer, model))
                .orElseGet(() -> ended(response));
    }

    /** Another page of the same person, with what was chosen so far. */
    @PostMapping("/{enquiry}")
    String page(
            @PathVariable UUID enquiry,
            @RequestParam(defaultValue = "1") int page,
            @RequestParam Map<String, String> posted,
            @AuthenticationPrincipal StaffMember officer,
            Model model,
            HttpServletResponse response) {
        return holdings.of(enquiry)
                .map(held -> {
                    model.addAttribute("ground", posted.get("ground"));
                    return person(held, page, kept(posted, held), officer, model);
                })
                .orElseGet(() -> ended(response));
    }

    private String person(Held held, int page, Map<RecordRef, KeepGround> kept, StaffMember officer, Model model) {
        model.addAttribute("person", people.open(held, page, kept, officer.account()));
        model.addAttribute("grounds", grounds.toErase());
        model.addAttribute("keepGrounds", grounds.toKeep());
        model.addAttribute("kinds", kinds());
        MissingIdentifiers.tell(vault, model);
        return "privacy/person";
    }

    @PostMapping("/{enquiry}/confirm")
    String confirm(
            @PathVariable UUID enquiry,
            @RequestParam Map<String, String> posted,
            @AuthenticationPrincipal StaffMember officer,
            Model model,
            HttpServletResponse response) {
        return holdings.of(enquiry)
                .map(held -> {
                    Map<RecordRef, KeepGround> kept = kept(posted, held);
                    Optional<ErasureGround> ground = Grounds.posted(posted.get("ground"));
                    if (isAnyLost(posted, kept)) return lost(held, kept, posted, officer, model);
                    if (ground.isEmpty()) {
                        model.addAttribute("problems", new Problems().add("ground", say("privacy.ground.missing")));
                        return person(held, 1, kept, officer, model);
                    }
                    var erasure = new ErasureId(UUID.randomUUID());
                    return confirmation(held, erasure, ground.get(), kept, officer, model);
                })
                .orElseGet(() -> ended(response));
    }

    private String confirmation(
            Held held,
            ErasureId erasure,
            ErasureGround ground,
            Map<RecordRef, KeepGround> kept,
            StaffMember officer,
            Model model) {
        var destroyed = new LinkedHashMap<String, Integer>();
        for (PersonalRecord record : held.records())
            if (!kept.containsKey(record.ref())) destroyed.merge(captions.text(record.title()), 1, Integer::sum);
        model.addAttribute("enquiry", held.enquiry().id());
        model.addAttribute("identifiers", people.openIdentifiers(held, officer.account()));
        model.addAttribute("erasure", erasure);
        model.addAttribute("ground", ground.name());
        model.addAttribute("groundText", grounds.text(ground));
        model.addAttribute("destroyedByTitle", destroyed);
        model.addAttribute("destroyed", listed(held, kept, false));
        model.addAttribute("kept", listed(held, kept, true));
        model.addAttribute("unused", held.unused());
        model.addAttribute("shown", held.enquiry().shown());
        return "privacy/confirm";
    }

    /**
     * A record in a list.
     *
     * @param ground the name of the ground it is kept on, empty when it is destroyed
     * @param why the same in words
     */
    record Listed(
            RecordRef ref, String name, String title, String received, boolean shared, String ground, String why) {}

    private List<Listed> listed(Held held, Map<RecordRef, KeepGround> kept, boolean wanted) {
        return held.records().stream()
                .filter(each -> kept.containsKey(each.ref()) == wanted)
                .map(each -> {
                    KeepGround ground = kept.get(each.ref());
                    return new Listed(
                            each.ref(),
                            each.name(),
                            captions.text(each.title()),
                            Times.day(each.at()),
                            each.shared(),
                            ground == null ? "" : ground.name(),
                            ground == null ? "" : grounds.text(ground));
                })
                .toList();
    }

    @PostMapping("/{enquiry}/erase")
    String erase(
            @PathVariable UUID enquiry,
            @RequestParam ErasureId erasure,
            @RequestParam(defaultValue = "0") int shown,
            @RequestParam(defaultValue = "false") boolean arriving,
            @RequestParam Map<String, String> posted,
            @AuthenticationPrincipal StaffMember officer,
            Model model,
            HttpServletResponse response) {
        boolean again = desk.isOrdered(erasure);
        Optional<ErasureGround> ground = Grounds.posted(posted.get("ground"));
        if (ground.isEmpty()) return "redirect:/staff/people/" + enquiry;
        ErasureId next = erasure;
        try {
            Map<UUID, KeepGround> keep = Map.of();
            if (posted.keySet().stream().anyMatch(name -> name.startsWith(KEEP))) {
                Optional<Held> found = holdings.of(enquiry);
                if (found.isEmpty()) return nothingLeft(erasure, again, response);
                Map<RecordRef, KeepGround> kept = kept(posted, found.get());
                if (isAnyLost(posted, kept)) return lost(found.get(), kept, posted, officer, model);
                keep = keysToKeep(found.get(), kept);
            }
            // What came since the page was made was not shown on it, and is not covered unless that was said
            desk.erasePerson(erasure, enquiry, keep, shown, arriving, ground.get(), officer.account());
            return pages.after("/staff/erasures/" + erasure + (again ? "?again" : ""));
        } catch (OtherOrderException _) {
            // The page that is shown has a fresh id, so that it can be ordered after all.
            model.addAttribute("problems", new Problems().add(say("privacy.confirm.other")));
            model.addAttribute("other", erasure);
            next = new ErasureId(UUID.randomUUID());
        } catch (VaultException e) {
            model.addAttribute(
                    "problems", new Problems().add(say("privacy.confirm.refused", String.valueOf(e.getMessage()))));
        }
        Optional<Held> found = holdings.of(enquiry);
        if (found.isEmpty()) return nothingLeft(erasure, again, response);
        model.addAttribute("arriving", arriving);
        return confirmation(found.get(), next, ground.get(), kept(posted, found.get()), officer, model);
    }

    /** After a second click the first one left nothing to look at. */
    private String nothingLeft(ErasureId erasure, boolean again, HttpServletResponse response) {
        return again ? pages.after("/staff/erasures/" + erasure + "?again") : ended(response);
    }

    /**
     * The keys of the person in these records, as the records' events name them: a row that was changed must not keep one record in
     * the place of another.
     */
    private Map<UUID, KeepGround> keysToKeep(Held held, Map<RecordRef, KeepGround> kept) {
        Map<RecordRef, Set<UUID>> told = byEvents.keys(kept.keySet());
        Set<UUID> theirs = held.keyIds();
        var keys = new HashMap<UUID, KeepGround>();
        for (PersonalRecord record : held.records()) {
            KeepGround why = kept.get(record.ref());
            if (why == null) continue;
            Set<UUID> named = new HashSet<>(told.getOrDefault(record.ref(), Set.of()));
            named.retainAll(theirs);
            if (!named.equals(Set.copyOf(record.theirs()))) throw new VaultException(say("privacy.record.changed"));
            named.forEach(key -> keys.put(key, why));
        }
        return keys;
    }

    private static String ended(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_GONE);
        return "privacy/ended";
    }

    /** The records to keep, as posted; what is not a record of the person is nothing to keep. */
    private static Map<RecordRef, KeepGround> kept(Map<String, String> posted, Held held) {
        var kept = new LinkedHashMap<RecordRef, KeepGround>();
        for (PersonalRecord record : held.records())
            Grounds.postedToKeep(posted.get(KEEP + record.ref())).ifPresent(ground -> kept.put(record.ref(), ground));
        return kept;
    }

    /**
     * Whether something was chosen to be kept that is no record of the person, or on no ground: what was chosen must not be destroyed
     * because a row is not there any more, or an answer was cut.
     */
    private static boolean isAnyLost(Map<String, String> posted, Map<RecordRef, KeepGround> kept) {
        return posted.entrySet().stream()
                .filter(each ->
                        each.getKey().startsWith(KEEP) && !each.getValue().isBlank())
                .anyMatch(each -> RecordRef.parse(each.getKey().substring(KEEP.length()))
                        .filter(kept::containsKey)
                        .isEmpty());
    }

    private String lost(
            Held held, Map<RecordRef, KeepGround> kept, Map<String, String> posted, StaffMember officer, Model model) {
        model.addAttribute("problems", new Problems().add(say("privacy.keep.lost")));
        model.addAttribute("ground", posted.get("ground"));
        return person(held, 1, kept, officer, model);
    }

    private String say(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
