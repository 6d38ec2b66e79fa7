package dev.lethe.ui.privacy;

import dev.lethe.query.records.AllRecords;
import dev.lethe.query.records.PersonalRecord;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.Enquiry.HeldKey;
import dev.lethe.shredding.Enquiry.PossibleMatch;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.PeopleSearch;
import dev.lethe.shredding.Population;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Finds what is held of a person, sealed as it is: the vault says which keys, the read models which records. */
@Component
class Holdings {

    /** So many possible matches are shown. */
    static final int POSSIBLE = 50;

    private final PeopleSearch vault;
    private final AllRecords records;

    Holdings(PeopleSearch vault, AllRecords records) {
        this.vault = vault;
        this.records = records;
    }

    /**
     * What is held of a person.
     *
     * @param records those with a part of the person, of all features, newest first
     * @param unused how many of the person's keys belong to no record, or to none that is shown yet
     * @param possible the first records that may be of the person, by their own keys
     */
    record Held(Enquiry enquiry, List<PersonalRecord> records, int unused, Map<UUID, PersonalRecord> possible) {

        /** All living keys of the person. */
        Set<UUID> keyIds() {
            return enquiry.keys().stream().map(HeldKey::keyId).collect(Collectors.toSet());
        }
    }

    /** What an enquiry finds now; empty when it is not known any more, or the person was erased since. */
    Optional<Held> of(UUID enquiry) {
        return vault.enquiry(enquiry).map(this::held);
    }

    /** Looks for possible matches by something else, too; empty when the enquiry is not known any more. */
    Optional<Held> match(UUID enquiry, Identifier identifier) {
        return vault.match(enquiry, identifier).map(this::held);
    }

    /** Takes a possible match in, or out again; empty when the enquiry is not known any more. */
    Optional<Held> take(UUID enquiry, UUID key, boolean in) {
        return vault.take(enquiry, key, in).map(this::held);
    }

    private Held held(Enquiry found) {
        List<PersonalRecord> theirs = records.ofKeys(
                Population.PUBLIC, found.keys().stream().map(HeldKey::keyId).toList());
        int used = theirs.stream().mapToInt(each -> each.theirs().size()).sum();
        List<UUID> some = found.possible().stream()
                .map(PossibleMatch::keyId)
                .limit(POSSIBLE)
                .toList();
        Map<UUID, PersonalRecord> possible = new LinkedHashMap<>();
        if (!some.isEmpty())
            for (PersonalRecord each : records.ofKeys(Population.PUBLIC, some))
                each.theirs().stream().filter(some::contains).forEach(key -> possible.put(key, each));
        return new Held(found, theirs, found.keys().size() - used, possible);
    }
}
