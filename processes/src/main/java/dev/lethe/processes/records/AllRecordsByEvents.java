package dev.lethe.processes.records;

import dev.lethe.processes.records.RecordsByEvents.Found;
import dev.lethe.query.records.AllDue;
import dev.lethe.query.records.AllRecords;
import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.PersonalRecords;
import dev.lethe.query.records.RecordRef;
import dev.lethe.shredding.Population;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The records of all features as their own events have them. */
@Component
public class AllRecordsByEvents {

    private final Map<String, RecordsByEvents> features = new HashMap<>();

    /**
     * @throws IllegalStateException when records of a feature go by themselves, or are the public's, and nobody can look them up: they
     *     would stay for ever, or go by what a read model says
     */
    @Autowired
    AllRecordsByEvents(List<RecordsByEvents> features, AllDue due, AllRecords records) {
        this(
                features,
                Stream.concat(
                                due.features().stream(),
                                // Whose records an order can keep
                                records.features().stream()
                                        .filter(each -> each.population() == Population.PUBLIC)
                                        .map(PersonalRecords::feature))
                        .collect(Collectors.toSet()));
    }

    AllRecordsByEvents(List<RecordsByEvents> features, Set<String> needed) {
        for (RecordsByEvents each : features)
            if (this.features.put(each.feature(), each) != null)
                throw new IllegalStateException("Two look up the records of " + each.feature() + " in their events");
        for (String each : needed)
            if (!this.features.containsKey(each))
                throw new IllegalStateException(
                        "Records of " + each
                                + " are destroyed or kept, and nobody looks them up in their events: a RecordsByEvents is missing");
    }

    private RecordsByEvents of(String feature) {
        RecordsByEvents found = features.get(feature);
        if (found == null)
            throw new IllegalArgumentException("Nobody looks up the records of " + feature + " in their events");
        return found;
    }

    /** The same as {@link RecordsByEvents#lookUp}, of whatever features. */
    public Found lookUp(List<DueRecord> told, LocalDate day, Instant since) {
        List<DueRecord> due = new ArrayList<>();
        List<DueRecord> changed = new ArrayList<>();
        byFeature(told, DueRecord::ref).forEach((feature, its) -> {
            Found found = of(feature).lookUp(its, day, since);
            due.addAll(found.due());
            changed.addAll(found.changed());
        });
        return new Found(due, changed);
    }

    /** The same as {@link RecordsByEvents#keys}, of whatever features. */
    public Map<RecordRef, Set<UUID>> keys(Collection<RecordRef> records) {
        Map<RecordRef, Set<UUID>> keys = new HashMap<>();
        byFeature(records, ref -> ref)
                .forEach((feature, its) -> keys.putAll(of(feature).keys(its)));
        return keys;
    }

    private static <T> Map<String, List<T>> byFeature(Collection<T> records, Function<T, RecordRef> ref) {
        return records.stream()
                .collect(Collectors.groupingBy(each -> ref.apply(each).feature()));
    }
}
