package dev.lethe.ui.privacy;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.query.records.AllRecords;
import dev.lethe.query.records.OpenedRecord;
import dev.lethe.query.records.PersonalRecord;
import dev.lethe.query.records.PersonalRecords;
import dev.lethe.query.records.RecordPart;
import dev.lethe.query.records.RecordPart.Content;
import dev.lethe.query.records.RecordPart.Source;
import dev.lethe.query.records.RecordPart.Value;
import dev.lethe.query.records.RecordRef;
import dev.lethe.query.submissions.AnswerText;
import dev.lethe.shredding.Enquiry.HeldKey;
import dev.lethe.shredding.OpeningRestricted;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Restriction;
import dev.lethe.ui.privacy.Holdings.Held;
import dev.lethe.ui.privacy.PersonPage.Answer;
import dev.lethe.ui.privacy.PersonPage.KnownAs;
import dev.lethe.ui.privacy.PersonPage.PossibleRecord;
import dev.lethe.ui.privacy.PersonPage.ShownPart;
import dev.lethe.ui.privacy.PersonPage.ShownRecord;
import dev.lethe.ui.web.Captions;
import dev.lethe.ui.web.Times;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Opens what is held of a person, one page of records at a time, after the look was recorded. */
@Component
class PersonPages {

    private static final Logger LOG = LoggerFactory.getLogger(PersonPages.class);

    private static final int PAGE = 50;

    private final OpeningRestricted vault;
    private final Looks looks;
    private final AllRecords records;
    private final Map<String, RecordPages> pages;
    private final Captions captions;
    private final Grounds grounds;

    PersonPages(
            OpeningRestricted vault,
            Looks looks,
            AllRecords records,
            List<RecordPages> pages,
            Captions captions,
            Grounds grounds) {
        this.vault = vault;
        this.looks = looks;
        this.records = records;
        this.pages = pages.stream().collect(Collectors.toMap(RecordPages::feature, Function.identity()));
        this.captions = captions;
        this.grounds = grounds;
    }

    /** A page of a person's records for this reader. */
    PersonPage open(Held held, int asked, Map<RecordRef, KeepGround> kept, AccountId reader) {
        int all = Math.max(1, (held.records().size() + PAGE - 1) / PAGE);
        int page = Math.clamp(asked, 1, all);
        List<PersonalRecord> shown =
                held.records().stream().skip((page - 1L) * PAGE).limit(PAGE).toList();
        looks.record(
                reader,
                Occasion.PERSON,
                shown.stream().map(each -> each.ref().id()).toList());

        Map<UUID, String> keptBefore = keptBefore(held);
        Map<UUID, Restriction> restrictions = vault.restrictions(
                shown.stream().flatMap(each -> each.theirs().stream()).toList());
        var choices = new LinkedHashMap<RecordRef, String>();
        kept.forEach((record, ground) -> choices.put(record, ground.name()));
        return new PersonPage(
                held.enquiry().id(),
                Times.minute(held.enquiry().at()),
                identifiers(held),
                counts(held),
                held.unused(),
                // Restricted or not: whoever answers the person, and decides about the restriction, has to see it
                records.open(shown, vault::openAllEvenRestricted).stream()
                        .map(each -> shown(each, keptBefore, restrictions))
                        .toList(),
                page,
                all,
                choices,
                possible(held),
                held.enquiry().possible().size()
                        - Math.min(Holdings.POSSIBLE, held.enquiry().possible().size()),
                taken(held));
    }

    /** Of each feature that residents' data is in, also when nothing is. */
    private Map<String, Long> counts(Held held) {
        Map<String, Long> found = held.records().stream()
                .collect(Collectors.groupingBy(each -> each.ref().feature(), Collectors.counting()));
        var counts = new LinkedHashMap<String, Long>();
        for (PersonalRecords each : records.features())
            if (each.population() == Population.PUBLIC)
                counts.put("privacy.feature." + each.feature(), found.getOrDefault(each.feature(), 0L));
        return counts;
    }

    private List<PossibleRecord> possible(Held held) {
        return held.possible().entrySet().stream()
                .map(each -> possible(each.getKey(), each.getValue()))
                .toList();
    }

    private List<PossibleRecord> taken(Held held) {
        if (held.enquiry().taken().isEmpty()) return List.of();
        return held.records().stream()
                .flatMap(each -> each.theirs().stream()
                        .filter(held.enquiry().taken()::contains)
                        .map(key -> possible(key, each)))
                .toList();
    }

    private PossibleRecord possible(UUID key, PersonalRecord record) {
        return new PossibleRecord(key, record.name(), captions.text(record.title()), Times.minute(record.at()));
    }

    /** What the person is known by, opened: the caller has recorded the look. */
    static List<KnownAs> identifiers(Held held) {
        return held.enquiry().identifiers().stream()
                .map(known -> new KnownAs(
                        "privacy.identifier." + known.identifier().kind().code(),
                        known.identifier().value(),
                        known.confirmed()))
                .toList();
    }

    /** Records the look at what a person is known by, without any record of theirs. */
    List<KnownAs> openIdentifiers(Held held, AccountId reader) {
        looks.record(reader, Occasion.PERSON, List.of());
        return identifiers(held);
    }

    private Map<UUID, String> keptBefore(Held held) {
        var kept = new HashMap<UUID, String>();
        for (HeldKey key : held.enquiry().keys())
            if (key.kept() != null)
                kept.put(
                        key.keyId(),
                        KeepGround.of(key.kept())
                                .map(grounds::text)
                                .orElse(key.kept().code()));
        return kept;
    }

    private ShownRecord shown(OpenedRecord opened, Map<UUID, String> keptBefore, Map<UUID, Restriction> restrictions) {
        PersonalRecord record = opened.record();
        RecordPages its = pages.get(record.ref().feature());
        return new ShownRecord(
                record.ref(),
                record.name(),
                captions.text(record.title()),
                Times.minute(record.at()),
                parts(opened, Source.SENDER),
                parts(opened, Source.STAFF),
                record.shared(),
                record.theirs().stream()
                        .filter(keptBefore::containsKey)
                        .map(keptBefore::get)
                        .findFirst()
                        .orElse(null),
                record.theirs().stream()
                        .map(restrictions::get)
                        .filter(Objects::nonNull)
                        .map(grounds::text)
                        .findFirst()
                        .orElse(null),
                its == null ? null : its.erase(record).orElse(null));
    }

    private List<ShownPart> parts(OpenedRecord record, Source source) {
        return record.parts().stream()
                .filter(part -> part.source() == source)
                .map(this::shown)
                .toList();
    }

    private ShownPart shown(RecordPart part) {
        return switch (part.content()) {
            case Content.Values(var values) ->
                new ShownPart.Answered(values.stream()
                        .map(value -> new Answer(captions.text(value.caption()), text(value)))
                        .toList());
            case Content.Gone(var when) -> new ShownPart.Gone(Times.day(when));
            case Content.Withheld _ -> throw new IllegalStateException("Opened where what is restricted opens");
            case Content.Alarm(var key, var why) -> {
                // It is shown at its place; whoever looks after the vault must hear of it, too.
                LOG.error("ALARM: key {} should open and does not: {}", key, why);
                yield new ShownPart.Alarm(why);
            }
        };
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Text text -> text.text();
            case Value.File file -> AnswerText.file(file.name(), file.bytes());
        };
    }
}
