package dev.lethe.ui.privacy;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.ErasureOutcome.Pending;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.query.privacy.ErasureRow;
import dev.lethe.query.privacy.Erasures;
import dev.lethe.query.records.AllRecords;
import dev.lethe.query.records.PersonalRecord;
import dev.lethe.shredding.ErasureLedger;
import dev.lethe.shredding.PeopleSearch;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultInspection;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.accounts.StaffNames;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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

/** The erasures that were ordered, and the proof of each. */
@Controller
@RequestMapping("/staff/erasures")
class ErasuresController {

    private final Erasures erasures;
    private final AllRecords records;
    private final List<RecordPages> recordPages;
    private final ErasureLedger ledger;
    private final PeopleSearch people;
    private final VaultInspection inspection;
    private final ErasureDesk desk;
    private final StaffNames names;
    private final Grounds grounds;
    private final Pages pages;
    private final Clock clock;
    private final MessageSource texts;

    ErasuresController(
            Erasures erasures,
            AllRecords records,
            List<RecordPages> recordPages,
            ErasureLedger ledger,
            PeopleSearch people,
            VaultInspection inspection,
            ErasureDesk desk,
            StaffNames names,
            Grounds grounds,
            Pages pages,
            Clock clock,
            MessageSource texts) {
        this.erasures = erasures;
        this.records = records;
        this.recordPages = recordPages;
        this.ledger = ledger;
        this.people = people;
        this.inspection = inspection;
        this.desk = desk;
        this.names = names;
        this.grounds = grounds;
        this.pages = pages;
        this.clock = clock;
        this.texts = texts;
    }

    /** A line of the list. */
    record Line(ErasureId id, ErasureScope scope, String ground, String officer, String ordered, boolean complete) {}

    @GetMapping
    String list(@RequestParam(defaultValue = "1") int page, @AuthenticationPrincipal StaffMember reader, Model model) {
        int pages = (int) Math.max(1, (erasures.count() + Erasures.PAGE - 1) / Erasures.PAGE);
        int shown = Math.clamp(page, 1, pages);
        List<ErasureRow> rows = erasures.page(shown);
        Map<AccountId, String> officers = names.shownTo(
                reader.account(), rows.stream().map(ErasureRow::officer).collect(Collectors.toSet()));
        model.addAttribute(
                "erasures",
                rows.stream()
                        .map(row -> new Line(
                                row.id(),
                                row.scope(),
                                grounds.text(row.ground()),
                                String.valueOf(officers.get(row.officer())),
                                Times.minute(row.orderedAt()),
                                row.complete()))
                        .toList());
        model.addAttribute("page", shown);
        model.addAttribute("pages", pages);
        return "privacy/erasures";
    }

    @GetMapping("/{erasure}")
    String proof(
            @PathVariable ErasureId erasure,
            @RequestParam(required = false) @Nullable String again,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        ErasureRow row = erasures.byId(erasure).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("again", again != null);
        return proof(row, reader, model);
    }

    /**
     * What was kept, and why.
     *
     * @param record null once it was erased too
     * @param path where this reader may see it, or null
     */
    record KeptRecord(
            @Nullable PersonalRecord record, @Nullable String path, String why) {}

    private String proof(ErasureRow row, StaffMember reader, Model model) {
        model.addAttribute("erasure", row);
        model.addAttribute("proof", row.proof());
        model.addAttribute("ground", grounds.text(row.ground()));
        model.addAttribute("officer", officer(row, reader));
        model.addAttribute("ordered", Times.minute(row.orderedAt()));
        if (row.proof() != null) {
            model.addAttribute("destroyed", Times.minute(row.proof().destroyedAt()));
            model.addAttribute("arrived", row.arrived());
            model.addAttribute("later", row.later());
            model.addAttribute("opensNothing", ledger.opensNothing(row.id().value()));
            model.addAttribute("checked", Times.minute(clock.instant()));
            MissingIdentifiers.tell(people, model);
        } else {
            model.addAttribute("lost", erasures.lostOrders().contains(row.id()));
            model.addAttribute("warnings", inspection.health().warnings());
        }
        model.addAttribute("kept", kept(row.id(), reader));
        // The record's own line stays, so that it can be named when what was in it is gone.
        model.addAttribute("records", row.keys().isEmpty() ? List.of() : records.ofKeys(row.keys()));
        return "privacy/erasure";
    }

    private @Nullable String officer(ErasureRow row, StaffMember reader) {
        if (row.officer().equals(Actor.SYSTEM)) return texts.getMessage("retention.by-itself", null, Locale.UK);
        return names.shownTo(reader.account(), List.of(row.officer())).get(row.officer());
    }

    private List<KeptRecord> kept(ErasureId erasure, StaffMember reader) {
        List<Kept> kept = erasures.keptBy(erasure);
        if (kept.isEmpty()) return List.of();
        Map<String, Function<PersonalRecord, Optional<String>>> readable =
                recordPages.stream().collect(Collectors.toMap(RecordPages::feature, each -> each.readBy(reader)));
        var found = new HashMap<UUID, PersonalRecord>();
        for (PersonalRecord record : records.ofKeys(kept.stream().map(Kept::key).toList()))
            record.theirs().forEach(key -> found.put(key, record));
        return kept.stream()
                .map(each -> {
                    PersonalRecord record = found.get(each.key());
                    String path = record == null
                            ? null
                            : readable.getOrDefault(record.ref().feature(), _ -> Optional.empty())
                                    .apply(record)
                                    .orElse(null);
                    return new KeptRecord(record, path, grounds.text(each.ground()));
                })
                .distinct()
                .toList();
    }

    /** Tries again what is pending, now instead of within a minute. */
    @PostMapping("/{erasure}/carry-on")
    String carryOn(@PathVariable ErasureId erasure, @AuthenticationPrincipal StaffMember reader, Model model) {
        ErasureRow row = erasures.byId(erasure).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        String why;
        try {
            if (!(desk.carryOn(erasure).orElse(null) instanceof Pending pending))
                return pages.after("/staff/erasures/" + erasure);
            why = pending.why();
        } catch (VaultException e) {
            why = String.valueOf(e.getMessage());
        }
        model.addAttribute(
                "problems",
                new Problems().add(texts.getMessage("privacy.erasure.still", new Object[] {why}, Locale.UK)));
        return proof(row, reader, model);
    }
}
