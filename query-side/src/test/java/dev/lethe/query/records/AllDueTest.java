package dev.lethe.query.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.query.retention.Outlook;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Population;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class AllDueTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

    /** A feature whose records are there from the start, all of them due, by group. */
    private record Kept(String feature, Map<String, Integer> records) implements PersonalRecords, DueRecords {

        @Override
        public Population population() {
            return Population.PUBLIC;
        }

        @Override
        public Set<String> labels() {
            return Set.of(feature);
        }

        @Override
        public List<PersonalRecord> ofKeys(Collection<UUID> keys) {
            return List.of();
        }

        @Override
        public List<OpenedRecord> open(List<PersonalRecord> records, Opener vault) {
            return List.of();
        }

        @Override
        public LivingTokens living(@Nullable String after, int most) {
            return new LivingTokens(List.of(), null);
        }

        @Override
        public List<Copy> copies(Collection<RecordRef> records) {
            return List.of();
        }

        @Override
        public List<RegisterEntry> register() {
            return List.of();
        }

        @Override
        public Set<String> readModels() {
            return Set.of();
        }

        @Override
        public long tidy(Consumer<Consumer<DestroyedKey>> destroyed) {
            return 0;
        }

        @Override
        public Optional<DueRecords> due() {
            return records.isEmpty() ? Optional.empty() : Optional.of(this);
        }

        @Override
        public List<DueGroup> groups(LocalDate day) {
            return records.entrySet().stream()
                    .map(each -> new DueGroup(
                            feature,
                            each.getKey(),
                            Caption.given(each.getKey()),
                            List.of(),
                            false,
                            2L * each.getValue(),
                            each.getValue(),
                            each.getValue(),
                            each.getValue(),
                            0,
                            null,
                            null))
                    .toList();
        }

        @Override
        public Map<String, Caption> titles(Collection<String> groups) {
            return records.keySet().stream()
                    .filter(groups::contains)
                    .collect(Collectors.toMap(each -> each, each -> Caption.given(feature + " " + each)));
        }

        @Override
        public Map<String, Long> countByGroup(Collection<UUID> keys) {
            return Map.of(records.keySet().iterator().next(), (long) keys.size());
        }

        @Override
        public Due due(LocalDate day) {
            Map<String, Integer> left = new LinkedHashMap<>(records);
            return new Due() {
                @Override
                public Optional<String> group() {
                    return left.keySet().stream().findFirst();
                }

                @Override
                public void skipGroup() {
                    left.remove(group().orElseThrow());
                }

                @Override
                public List<DueRecord> next(int most) {
                    String group = group().orElseThrow();
                    int some = Math.min(most, left.get(group));
                    if (some < most) left.remove(group);
                    else left.merge(group, -some, Integer::sum);
                    return Stream.generate(() -> new DueRecord(
                                    new RecordRef(feature, UUID.randomUUID()), group, List.of(UUID.randomUUID())))
                            .limit(some)
                            .toList();
                }
            };
        }
    }

    private static Kept kept(String feature, String group, int records, String other, int others) {
        Map<String, Integer> groups = new LinkedHashMap<>();
        groups.put(group, records);
        groups.put(other, others);
        return new Kept(feature, groups);
    }

    private final AllDue due = new AllDue(new AllRecords(List.of(
            kept("notices", "weekly", 3, "daily", 2),
            new Kept("accounts", Map.of()),
            kept("letters", "daily", 4, "late", 0))));

    private static RecordGroup group(String feature, String group) {
        return new RecordGroup(feature, group);
    }

    @Test
    void what_is_due_is_gone_through_feature_by_feature_and_group_by_group() {
        AllDue.Walk walk = due.due(TODAY);
        Map<RecordGroup, Integer> found = new LinkedHashMap<>();
        for (Optional<RecordGroup> group; (group = walk.group()).isPresent(); ) {
            List<DueRecord> next = walk.next(2);
            assertThat(next).extracting(DueRecord::among).allMatch(group.get()::equals);
            found.merge(group.get(), next.size(), Integer::sum);
        }
        assertThat(found)
                .containsExactly(
                        Map.entry(group("letters", "daily"), 4),
                        Map.entry(group("letters", "late"), 0),
                        Map.entry(group("notices", "weekly"), 3),
                        Map.entry(group("notices", "daily"), 2));
        assertThat(walk.next(2)).isEmpty();
    }

    @Test
    void what_tells_of_something_due_and_is_given_by_no_feature_does_not_start() {
        Kept letters = kept("letters", "daily", 1, "late", 0);
        Kept stray = kept("strays", "daily", 1, "late", 0);
        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean("letters", Kept.class, () -> letters);
            context.registerBean("all", AllRecords.class, () -> new AllRecords(List.of(letters)));
            context.registerBean(AllDue.class);
            context.refresh();
            assertThat(context.getBean(AllDue.class).features()).containsExactly("letters");
        }
        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean("stray", Kept.class, () -> stray);
            context.registerBean("all", AllRecords.class, () -> new AllRecords(List.of(letters)));
            context.registerBean(AllDue.class);
            assertThatThrownBy(context::refresh).rootCause().hasMessageContaining("no PersonalRecords gives it");
        }
    }

    @Test
    void a_group_that_is_left_out_is_no_other_features_of_the_same_code() {
        AllDue.Walk walk = due.due(TODAY);
        List<RecordGroup> left = new ArrayList<>();
        for (Optional<RecordGroup> group; (group = walk.group()).isPresent(); ) {
            if (!group.get().equals(group("letters", "daily"))) left.add(group.get());
            walk.skipGroup();
        }
        assertThat(left)
                .containsExactly(group("letters", "late"), group("notices", "weekly"), group("notices", "daily"));
    }

    @Test
    void the_outlook_counts_each_feature_by_itself_and_all_together() {
        var outlook = new Outlook(TODAY, due.groups(TODAY));

        assertThat(outlook.due()).isEqualTo(9);
        assertThat(outlook.living()).isEqualTo(18);
        assertThat(outlook.livingByFeature())
                .extracting(Object::toString)
                .containsExactly(
                        "FeatureCount[feature=letters, records=8]", "FeatureCount[feature=notices, records=10]");
        assertThat(outlook.dueByGroup())
                .extracting(Object::toString)
                .containsExactly(
                        "RecordCount[feature=letters, group=daily, records=4]",
                        "RecordCount[feature=notices, group=weekly, records=3]",
                        "RecordCount[feature=notices, group=daily, records=2]");
    }

    @Test
    void groups_are_counted_and_named_by_their_own_feature() {
        assertThat(due.features()).containsExactlyInAnyOrder("letters", "notices");
        assertThat(due.countByGroup(List.of(UUID.randomUUID(), UUID.randomUUID())))
                .containsOnly(Map.entry(group("letters", "daily"), 2L), Map.entry(group("notices", "weekly"), 2L));
        assertThat(due.countByGroup(List.of())).isEmpty();
        assertThat(due.titles(List.of(group("letters", "late"), group("notices", "daily"), group("gone", "daily"))))
                .containsOnly(
                        Map.entry(group("letters", "late"), Caption.given("letters late")),
                        Map.entry(group("notices", "daily"), Caption.given("notices daily")));
    }
}
