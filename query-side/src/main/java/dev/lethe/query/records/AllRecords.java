package dev.lethe.query.records;

import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Population;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The records of all features, whichever there are. */
@Component
public class AllRecords {

    private static final Comparator<PersonalRecord> NEWEST_FIRST = Comparator.comparing(PersonalRecord::at)
            .reversed()
            .thenComparing(PersonalRecord::ref, Comparator.reverseOrder());

    private final List<PersonalRecords> features;

    /** @throws IllegalArgumentException when two features have one code, or claim one label */
    public AllRecords(List<PersonalRecords> features) {
        this.features = features.stream()
                .sorted(Comparator.comparing(PersonalRecords::feature))
                .toList();
        once(this.features.stream().map(PersonalRecords::feature), "feature");
        once(this.features.stream().flatMap(each -> each.labels().stream()), "label");
    }

    private static void once(Stream<String> names, String what) {
        Set<String> known = new HashSet<>();
        names.filter(name -> !known.add(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("Two features have one " + what + ": " + name);
        });
    }

    /** All of them, by their codes. */
    public List<PersonalRecords> features() {
        return features;
    }

    /** The records of one population that have something sealed under one of these keys, newest first. */
    public List<PersonalRecord> ofKeys(Population population, Collection<UUID> keys) {
        return ofKeys(of(population), keys);
    }

    /** The records, whosever they are, that have something sealed under one of these keys, newest first. */
    public List<PersonalRecord> ofKeys(Collection<UUID> keys) {
        return ofKeys(features.stream(), keys);
    }

    private static List<PersonalRecord> ofKeys(Stream<PersonalRecords> features, Collection<UUID> keys) {
        if (keys.isEmpty()) return List.of();
        return features.flatMap(each -> each.ofKeys(keys).stream())
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** The records of one population that this reference was given for. */
    public List<PersonalRecord> byReference(Population population, String typed) {
        return of(population)
                .flatMap(each -> each.byReference(typed).stream())
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private Stream<PersonalRecords> of(Population population) {
        return features.stream().filter(each -> each.population() == population);
    }

    /** Opens these records, each by its feature, and gives them in the order they came in. */
    public List<OpenedRecord> open(List<PersonalRecord> records, PersonalRecords.Opener vault) {
        Map<RecordRef, OpenedRecord> opened = new HashMap<>();
        for (PersonalRecords feature : features) {
            List<PersonalRecord> its = records.stream()
                    .filter(each -> each.ref().feature().equals(feature.feature()))
                    .toList();
            if (its.isEmpty()) continue;
            for (OpenedRecord each : feature.open(its, vault))
                opened.put(each.record().ref(), each);
        }
        return records.stream()
                .map(each -> opened.get(each.ref()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Tidies up all features. */
    public void tidy(Consumer<Consumer<DestroyedKey>> destroyed) {
        features.forEach(each -> each.tidy(destroyed));
    }

    /** The register of processing, feature by feature. */
    public List<RegisterEntry> register() {
        List<RegisterEntry> entries = new ArrayList<>();
        features.forEach(each -> entries.addAll(each.register()));
        return entries;
    }
}
