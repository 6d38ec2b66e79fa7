package dev.lethe.query.submissions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.projections.ProjectionFixture;
import dev.lethe.query.submissions.SubmissionFigures.Received;
import dev.lethe.query.submissions.SubmissionSnapshot.Whole;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Personal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SubmissionSnapshotTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00.123456Z");
    private static final FormVersion POTHOLES = new FormVersion(new FormId(new UUID(1, 1)), 3);
    private static final FormVersion BINS = new FormVersion(new FormId(new UUID(2, 2)), 1);
    private static final SubmissionFilter ALL = SubmissionFilter.of(Set.of(POTHOLES.form(), BINS.form()));

    private ProjectionFixture<SubmissionEvent> read;
    private SubmissionSnapshots snapshots;

    @BeforeEach
    void wire() {
        read = ProjectionFixture.of(new SubmissionsProjection());
        snapshots = new SubmissionSnapshots(read.database());
    }

    private List<Whole> taken(SubmissionFilter filter, boolean notes) throws InterruptedException {
        List<Whole> taken = new ArrayList<>();
        try (SubmissionSnapshot snapshot = snapshots.take(filter)) {
            snapshot.each(notes, taken::addAll);
        }
        return taken;
    }

    @Test
    void f16_everything_that_the_filter_shows_comes_oldest_first_as_the_report_has_it() throws Exception {
        read.given(
                received(1, POTHOLES, MONDAY.plusSeconds(2), 77),
                received(2, BINS, MONDAY.plusSeconds(1), 77),
                received(4, POTHOLES, MONDAY, 77),
                received(3, POTHOLES, MONDAY, 77),
                received(5, POTHOLES, MONDAY, 77),
                new SubmissionArchived(id(5), MONDAY));

        assertThat(taken(ALL, false).stream().map(Whole::row))
                .isEqualTo(new Submissions(read.database())
                        .page(ALL, false, new Submissions.Start.First(), 50)
                        .rows())
                .extracting(SubmissionRow::id)
                .containsExactly(id(3), id(4), id(2), id(1));
        assertThat(taken(SubmissionFilter.of(Set.of()), false)).isEmpty();
    }

    @Test
    void what_happens_meanwhile_is_not_in_it() throws Exception {
        read.given(received(1, POTHOLES, MONDAY, 77), received(2, POTHOLES, MONDAY, 77));
        try (SubmissionSnapshot snapshot = snapshots.take(ALL)) {
            assertThat(snapshot.count()).isEqualTo(2);
            read.given(
                    received(3, POTHOLES, MONDAY, 77),
                    new SubmissionArchived(id(1), MONDAY),
                    new StatusSet(id(2), SubmissionStatus.SPAM, MONDAY));
            List<Whole> taken = new ArrayList<>();
            snapshot.each(false, taken::addAll);
            assertThat(taken)
                    .extracting(whole -> whole.row().id(), whole -> whole.row().status())
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(id(1), SubmissionStatus.NEW),
                            org.assertj.core.groups.Tuple.tuple(id(2), SubmissionStatus.NEW));
            assertThat(snapshot.count()).isEqualTo(2);
        }
        assertThat(taken(ALL, false)).hasSize(2);
    }

    @Test
    void no_more_is_handed_out_at_once_than_memory_takes() throws Exception {
        read.given(IntStream.range(0, 2_500)
                .mapToObj(i -> received(i, POTHOLES, MONDAY.plusSeconds(i), 77))
                .toArray(SubmissionEvent[]::new));
        read.given(IntStream.range(0, 10)
                .mapToObj(i -> received(10_000 + i, BINS, MONDAY.plusSeconds(i), 1_500_000))
                .toArray(SubmissionEvent[]::new));
        List<Integer> sizes = new ArrayList<>();
        try (SubmissionSnapshot snapshot = snapshots.take(SubmissionFilter.of(Set.of(POTHOLES.form())))) {
            snapshot.each(false, some -> sizes.add(some.size()));
        }
        assertThat(sizes).containsExactly(1_000, 1_000, 500);
        sizes.clear();
        try (SubmissionSnapshot snapshot = snapshots.take(SubmissionFilter.of(Set.of(BINS.form())))) {
            snapshot.each(false, some -> sizes.add(some.size()));
        }
        assertThat(sizes).containsExactly(2, 2, 2, 2, 2);
    }

    @Test
    void notes_that_are_asked_for_count_among_what_memory_takes() throws Exception {
        for (int i = 1; i <= 4; i++)
            read.given(
                    received(i, POTHOLES, MONDAY.plusSeconds(i), 77),
                    new NoteAdded(
                            id(i), new NoteId(new UUID(7, i)), Personal.of(token(new UUID(8, i), 1_500_000)), MONDAY));
        List<Integer> sizes = new ArrayList<>();
        try (SubmissionSnapshot snapshot = snapshots.take(ALL)) {
            snapshot.each(true, some -> sizes.add(some.size()));
            assertThat(sizes).containsExactly(2, 2);
            sizes.clear();
            snapshot.each(false, some -> sizes.add(some.size()));
            assertThat(sizes).containsExactly(4);
        }
    }

    @Test
    void tables_that_are_replaced_meanwhile_break_it_off_and_never_leave_it_with_blanks() throws Exception {
        read.given(IntStream.range(0, 2_500)
                .mapToObj(i -> received(i, POTHOLES, MONDAY.plusSeconds(i), 77))
                .toArray(SubmissionEvent[]::new));
        List<Whole> taken = new ArrayList<>();
        try (SubmissionSnapshot snapshot = snapshots.take(ALL)) {
            assertThatThrownBy(() -> snapshot.each(true, some -> {
                        if (taken.isEmpty()) replaceTheTables();
                        taken.addAll(some);
                    }))
                    .isInstanceOf(DataAccessResourceFailureException.class)
                    .hasMessageContaining("built anew");
            assertThatThrownBy(snapshot::count).isInstanceOf(DataAccessResourceFailureException.class);
        }
        assertThat(taken).isNotEmpty().allMatch(whole -> whole.row().parts().size() == 1);
        assertThat(taken(ALL, true))
                .hasSize(2_500)
                .allMatch(whole -> whole.row().parts().size() == 1);
    }

    @Test
    void tables_that_were_replaced_after_the_snapshot_was_taken_are_not_taken_for_empty_ones() {
        read.given(received(1, POTHOLES, MONDAY, 77));
        try (SubmissionSnapshot snapshot = snapshots.take(ALL)) {
            snapshot.position();
            replaceTheTables();
            assertThatThrownBy(() -> snapshot.each(false, _ -> {}))
                    .isInstanceOf(DataAccessResourceFailureException.class);
        }
    }

    /** As a rebuild does it: with rows that are younger than the snapshot. */
    private void replaceTheTables() {
        JdbcTemplate database = new JdbcTemplate(read.database());
        database.execute("CREATE SCHEMA read_submissions_next");
        for (String table : List.of("submission", "part", "note", "work", "tally", "kind"))
            database.execute("CREATE TABLE read_submissions_next." + table + " AS TABLE read_submissions." + table);
        new TransactionTemplate(new JdbcTransactionManager(read.database())).executeWithoutResult(_ -> {
            database.execute("ALTER SCHEMA read_submissions RENAME TO read_submissions_old");
            database.execute("ALTER SCHEMA read_submissions_next RENAME TO read_submissions");
        });
    }

    @Test
    void notes_come_when_they_are_asked_for_in_the_order_they_were_written() throws Exception {
        read.given(received(1, POTHOLES, MONDAY, 77));
        for (int i : new int[] {2, 1})
            read.given(new NoteAdded(
                    id(1), new NoteId(new UUID(7, i)), Personal.of(token(new UUID(8, i), 77)), MONDAY.plusSeconds(i)));
        new SubmissionTidying(read.database())
                .tidy(each -> each.accept(new DestroyedKey(new UUID(8, 1), MONDAY, new Ground("gdpr-17-1-b"))));

        assertThat(taken(ALL, false).getFirst().notes()).isEmpty();
        Whole whole = taken(ALL, true).getFirst();
        assertThat(whole.notes()).extracting(NoteRow::keyId).containsExactly(new UUID(8, 1), new UUID(8, 2));
        assertThat(whole.sealed()).hasSize(2);
    }

    @Test
    void a_taker_that_fails_ends_it() {
        read.given(received(1, POTHOLES, MONDAY, 77));
        try (SubmissionSnapshot snapshot = snapshots.take(ALL)) {
            assertThatThrownBy(() -> snapshot.each(false, _ -> {
                        throw new InterruptedException();
                    }))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void figures_are_by_the_day_that_clocks_in_london_show_and_stay_when_tokens_go() {
        SubmissionFigures figures = new SubmissionFigures(read.database());
        read.given(
                received(1, POTHOLES, Instant.parse("2026-07-01T22:59:59Z"), 77),
                received(2, POTHOLES, Instant.parse("2026-07-01T23:00:00Z"), 77),
                received(3, BINS, Instant.parse("2026-07-01T23:00:00Z"), 77),
                new StatusSet(id(2), SubmissionStatus.DONE, MONDAY),
                new SubmissionArchived(id(2), MONDAY));
        LocalDate first = LocalDate.of(2026, 7, 1);
        List<Received> expected = List.of(
                new Received(first, SubmissionStatus.NEW, 1),
                new Received(first.plusDays(1), SubmissionStatus.DONE, 1));

        assertThat(figures.received(POTHOLES.form(), first, first.plusDays(1))).isEqualTo(expected);
        assertThat(figures.received(POTHOLES.form(), first, first)).isEqualTo(expected.subList(0, 1));

        new SubmissionTidying(read.database())
                .tidy(each -> each.accept(new DestroyedKey(new UUID(9, 1), MONDAY, new Ground("gdpr-17-1-b"))));
        assertThat(figures.received(POTHOLES.form(), first, first.plusDays(1))).isEqualTo(expected);
    }

    private static SubmissionId id(int number) {
        return new SubmissionId(new UUID(0x5, number));
    }

    private static SubmissionReceived received(int number, FormVersion form, Instant at, int length) {
        return new SubmissionReceived(
                id(number),
                form,
                "REF-" + number,
                Stream.of(new UUID(9, number))
                        .map(key -> new ReceivedPart(Personal.of(token(key, length)), 1))
                        .toList(),
                at);
    }

    private static byte[] token(UUID key, int length) {
        ByteBuffer token = ByteBuffer.allocate(length);
        token.put((byte) 1).putLong(key.getMostSignificantBits()).putLong(key.getLeastSignificantBits());
        return token.array();
    }
}
