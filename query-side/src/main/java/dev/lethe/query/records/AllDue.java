package dev.lethe.query.records;

import dev.lethe.query.records.DueRecords.Due;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What is due of the records of all features, feature by feature. */
@Component
public class AllDue {

    private final SortedMap<String, DueRecords> features = new TreeMap<>();

    AllDue(AllRecords records) {
        records.features().forEach(each -> each.due().ifPresent(due -> features.put(each.feature(), due)));
    }

    /** @throws IllegalStateException when no feature gives one of them: its records would never go, and nobody would notice */
    @Autowired
    AllDue(AllRecords records, ObjectProvider<DueRecords> all) {
        this(records);
        all.stream().filter(each -> !features.containsValue(each)).findFirst().ifPresent(each -> {
            throw new IllegalStateException(
                    each.getClass().getName() + " tells what is due, and no PersonalRecords gives it");
        });
    }

    /** The codes of the features of which something goes by itself. */
    public Set<String> features() {
        return Set.copyOf(features.keySet());
    }

    /** The groups that have records of which something can be read, and what is due of them on a day. */
    public List<DueGroup> groups(LocalDate day) {
        return features.values().stream()
                .flatMap(each -> each.groups(day).stream())
                .toList();
    }

    /** What these groups are called; unknown ones are left out. */
    public Map<RecordGroup, Caption> titles(Collection<RecordGroup> groups) {
        Map<RecordGroup, Caption> titles = new HashMap<>();
        groups.stream()
                .collect(Collectors.groupingBy(
                        RecordGroup::feature, Collectors.mapping(RecordGroup::group, Collectors.toSet())))
                .forEach((feature, its) -> {
                    DueRecords due = features.get(feature);
                    if (due != null)
                        due.titles(its).forEach((group, title) -> titles.put(new RecordGroup(feature, group), title));
                });
        return titles;
    }

    /** How many records of each group have something sealed under one of these keys. */
    public Map<RecordGroup, Long> countByGroup(Collection<UUID> keys) {
        Map<RecordGroup, Long> counts = new HashMap<>();
        if (keys.isEmpty()) return counts;
        features.forEach((feature, due) -> due.countByGroup(keys)
                .forEach((group, records) -> counts.put(new RecordGroup(feature, group), records)));
        return counts;
    }

    /** Those that are due on a day, to be asked for piece by piece. */
    public Walk due(LocalDate day) {
        return new Walk(features, day);
    }

    /** Where somebody is in going through what is due, of one feature after the other. */
    public static final class Walk {

        private record Step(String feature, Due due) {}

        private final List<Step> left = new ArrayList<>();

        private Walk(SortedMap<String, DueRecords> features, LocalDate day) {
            features.forEach((feature, due) -> left.add(new Step(feature, due.due(day))));
        }

        /** The group of which the next ones are; empty when there are no more. */
        public Optional<RecordGroup> group() {
            while (!left.isEmpty()) {
                Step step = left.getFirst();
                Optional<RecordGroup> group = step.due().group().map(its -> new RecordGroup(step.feature(), its));
                if (group.isPresent()) return group;
                left.removeFirst();
            }
            return Optional.empty();
        }

        /** Leaves the rest of this group out. */
        public void skipGroup() {
            if (group().isPresent()) left.getFirst().due().skipGroup();
        }

        /** The next ones of one group, as {@link Due#next} has them. */
        public List<DueRecord> next(int most) {
            return group().isEmpty() ? List.of() : left.getFirst().due().next(most);
        }
    }
}
