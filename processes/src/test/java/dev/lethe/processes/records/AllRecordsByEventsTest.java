package dev.lethe.processes.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.RecordRef;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AllRecordsByEventsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

    /** A feature whose events name one key of each record, and call nothing changed but what is among these. */
    private record Named(String feature, UUID key, Set<RecordRef> wrong) implements RecordsByEvents {

        @Override
        public Found lookUp(List<DueRecord> told, LocalDate day, Instant since) {
            assertThat(told).allMatch(each -> each.ref().feature().equals(feature));
            return new Found(
                    told.stream()
                            .filter(each -> !wrong.contains(each.ref()))
                            .map(each -> each.with(List.of(key)))
                            .toList(),
                    told.stream().filter(each -> wrong.contains(each.ref())).toList());
        }

        @Override
        public Map<RecordRef, Set<UUID>> keys(Collection<RecordRef> records) {
            assertThat(records).allMatch(each -> each.feature().equals(feature));
            return records.stream()
                    .filter(each -> !wrong.contains(each))
                    .collect(Collectors.toMap(each -> each, _ -> Set.of(key)));
        }
    }

    private static DueRecord due(String feature) {
        return new DueRecord(new RecordRef(feature, UUID.randomUUID()), "group", List.of());
    }

    @Test
    void whatever_goes_by_itself_is_looked_up_by_somebody_or_nothing_starts() {
        List<RecordsByEvents> letters = List.of(new Named("letters", UUID.randomUUID(), Set.of()));

        assertThat(new AllRecordsByEvents(letters, Set.of("letters"))).isNotNull();
        assertThat(new AllRecordsByEvents(letters, Set.of())).isNotNull();
        assertThatThrownBy(() -> new AllRecordsByEvents(letters, Set.of("letters", "notices")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Records of notices are destroyed or kept")
                .hasMessageContaining("RecordsByEvents is missing");
        assertThatThrownBy(() -> new AllRecordsByEvents(List.of(letters.getFirst(), letters.getFirst()), Set.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("letters");
    }

    @Test
    void each_record_is_looked_up_by_its_own_feature() {
        DueRecord letter = due("letters");
        DueRecord changed = due("letters");
        DueRecord notice = due("notices");
        var letters = new Named("letters", UUID.randomUUID(), Set.of(changed.ref()));
        var notices = new Named("notices", UUID.randomUUID(), Set.of());
        var all = new AllRecordsByEvents(List.of(letters, notices), Set.of("letters"));

        RecordsByEvents.Found found = all.lookUp(List.of(letter, notice, changed), TODAY, Instant.EPOCH);

        assertThat(found.due())
                .containsExactlyInAnyOrder(letter.with(List.of(letters.key())), notice.with(List.of(notices.key())));
        assertThat(found.changed()).containsExactly(changed);
        assertThat(all.keys(List.of(letter.ref(), notice.ref(), changed.ref())))
                .containsOnly(
                        Map.entry(letter.ref(), Set.of(letters.key())), Map.entry(notice.ref(), Set.of(notices.key())));
        assertThatThrownBy(() -> all.keys(List.of(due("parcels").ref()))).hasMessageContaining("parcels");
    }
}
