package dev.lethe.query.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionRestored;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.projections.ProjectionFixture;
import dev.lethe.query.submissions.SubmissionOfPerson.PartOwner;
import dev.lethe.query.submissions.Submissions.Count;
import dev.lethe.query.submissions.Submissions.Page;
import dev.lethe.query.submissions.Submissions.Start;
import dev.lethe.query.submissions.WorkRow.What;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Sealed;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SubmissionsProjectionTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00.123456Z");
    private static final Instant ERASED = Instant.parse("2026-04-01T10:11:12.5Z");
    private static final Ground ASKED = new Ground("gdpr-17-1-b");
    private static final FormVersion POTHOLES = new FormVersion(new FormId(new UUID(1, 1)), 3);
    private static final FormVersion BINS = new FormVersion(new FormId(new UUID(2, 2)), 1);
    private static final UUID ANN = new UUID(0xA, 1);
    private static final UUID BOB = new UUID(0xB, 1);
    private static final UUID CY = new UUID(0xC, 1);

    private ProjectionFixture<SubmissionEvent> read;
    private Submissions submissions;
    private SubmissionTidying tidying;

    @BeforeEach
    void wire() {
        read = ProjectionFixture.of(new SubmissionsProjection());
        submissions = new Submissions(read.database());
        tidying = new SubmissionTidying(read.database());
    }

    @Test
    void a_submission_is_kept_with_its_tokens_as_they_came() {
        read.given(received(1, POTHOLES, MONDAY, ANN, BOB));
        SubmissionRow row = submissions.byId(id(1)).orElseThrow();
        assertThat(row.form()).isEqualTo(POTHOLES);
        assertThat(row.receivedAt()).isEqualTo(MONDAY);
        assertThat(row.parts()).extracting(Part::person).containsExactly(0, 1);
        assertThat(row.parts()).extracting(Part::keyId).containsExactly(ANN, BOB);
        assertThat(row.sealed().map(Sealed::token)).isEqualTo(List.of(token(ANN), token(BOB)));
        assertThat(row.sealed().map(Sealed::place))
                .isEqualTo(List.of(
                        Answers.ANSWERS.in(id(1)), Answers.ANSWERS.part(2).in(id(1))));
        read.allWaysAgree();
    }

    @Test
    void the_work_on_a_submission_is_kept_and_its_notes_are_tidied_with_the_rest() {
        UUID author = new UUID(0xE, 1);
        UUID noteKey = new UUID(0xA, 2);
        read.given(received(1, POTHOLES, MONDAY, ANN));
        assertThat(submissions.byId(id(1)).orElseThrow().status()).isEqualTo(SubmissionStatus.NEW);
        read.givenBy(
                author,
                new StatusSet(id(1), SubmissionStatus.WAITING, MONDAY),
                new NoteAdded(
                        id(1),
                        new NoteId(new UUID(7, 7)),
                        Personal.of(token(noteKey).bytes()),
                        MONDAY),
                new SubmissionArchived(id(1), MONDAY));
        SubmissionRow row = submissions.byId(id(1)).orElseThrow();
        assertThat(row.status()).isEqualTo(SubmissionStatus.WAITING);
        assertThat(row.archived()).isTrue();
        read.allWaysAgree();
        assertThat(tidying.tidy(each -> each.accept(new DestroyedKey(noteKey, ERASED, ASKED))))
                .isEqualTo(1);
        assertThat(JdbcClient.create(read.database())
                        .sql("SELECT count(*) FROM read_submissions.note WHERE token IS NULL AND author = ?")
                        .param(author)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void f15_f16_a_report_shows_what_its_filter_says_days_inclusive_in_local_time() {
        Instant lastMinute = Instant.parse("2026-07-01T22:59:59Z"); // 23:59:59 on 1 July in London
        Instant nextDay = Instant.parse("2026-07-01T23:00:00Z"); // 00:00 on 2 July
        read.given(
                received(1, POTHOLES, lastMinute, ANN),
                received(2, POTHOLES, nextDay, BOB),
                received(3, BINS, nextDay, CY));
        LocalDate first = LocalDate.of(2026, 7, 1);
        SubmissionFilter day = new SubmissionFilter(Set.of(POTHOLES.form()), null, first, first, Set.of(), false, null);
        assertThat(page(day, true, 50)).extracting(SubmissionRow::id).containsExactly(id(1));
        assertThat(submissions.count(day)).isEqualTo(1);
        SubmissionFilter both = SubmissionFilter.of(Set.of(POTHOLES.form(), BINS.form()));
        assertThat(page(both, true, 50)).extracting(SubmissionRow::id).containsExactly(id(3), id(2), id(1));
        assertThat(page(both, false, 2)).extracting(SubmissionRow::id).containsExactly(id(1), id(2));
        assertThat(page(SubmissionFilter.of(Set.of()), true, 50)).isEmpty();
        read.given(new StatusSet(id(2), SubmissionStatus.SPAM, MONDAY), new SubmissionArchived(id(3), MONDAY));
        assertThat(page(both, true, 50)).extracting(SubmissionRow::id).containsExactly(id(2), id(1));
        assertThat(page(
                        new SubmissionFilter(
                                both.forms(), null, null, null, Set.of(SubmissionStatus.SPAM), false, null),
                        true,
                        50))
                .extracting(SubmissionRow::id)
                .containsExactly(id(2));
        assertThat(page(new SubmissionFilter(both.forms(), null, null, null, Set.of(), true, null), true, 50))
                .extracting(SubmissionRow::id)
                .containsExactly(id(3));
    }

    @Test
    void tokens_are_never_compressed() {
        assertThat(JdbcClient.create(read.database())
                        .sql("SELECT attstorage::text FROM pg_attribute"
                                + " WHERE attrelid = 'read_submissions.part'::regclass AND attname = 'token'")
                        .query(String.class)
                        .single())
                .isEqualTo("e");
    }

    private List<SubmissionRow> page(SubmissionFilter filter, boolean newestFirst, int size) {
        return submissions.page(filter, newestFirst, new Start.First(), size).rows();
    }

    private static List<SubmissionId> ids(Page page) {
        return page.rows().stream().map(SubmissionRow::id).toList();
    }

    private static Position end(Page page) {
        return Position.of(page.rows().getLast());
    }

    private static Position beginning(Page page) {
        return Position.of(page.rows().getFirst());
    }

    @Test
    void f15_a_report_is_read_page_by_page_in_both_orders_forwards_and_backwards() {
        // Two at each instant, of two versions and three kinds of status, so that pages cut through all of them.
        List<SubmissionId> oldestFirst = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            read.given(received(i, i % 3 == 0 ? BINS : POTHOLES, MONDAY.plusSeconds(i / 2), new UUID(9, i)));
            if (i % 5 == 1) read.given(new StatusSet(id(i), SubmissionStatus.DONE, MONDAY));
            if (i % 7 == 2) read.given(new StatusSet(id(i), SubmissionStatus.WAITING, MONDAY));
            if (i % 11 == 3) read.given(new SubmissionArchived(id(i), MONDAY));
            else oldestFirst.add(id(i));
        }
        SubmissionFilter all = SubmissionFilter.of(Set.of(POTHOLES.form(), BINS.form()));
        assertThat(submissions.count(all)).isEqualTo(oldestFirst.size());
        for (boolean newestFirst : new boolean[] {true, false}) {
            List<SubmissionId> expected = newestFirst ? oldestFirst.reversed() : oldestFirst;
            List<SubmissionId> forwards = new ArrayList<>();
            Page page = submissions.page(all, newestFirst, new Start.First(), 7);
            assertThat(page.earlier()).isFalse();
            forwards.addAll(ids(page));
            while (page.later()) {
                page = submissions.page(all, newestFirst, new Start.After(end(page)), 7);
                assertThat(page.earlier()).isTrue();
                forwards.addAll(ids(page));
            }
            assertThat(forwards).containsExactlyElementsOf(expected);

            List<SubmissionId> backwards = new ArrayList<>();
            page = submissions.page(all, newestFirst, new Start.Last(), 6);
            assertThat(page.later()).isFalse();
            assertThat(page.rows()).hasSize(6);
            backwards.addAll(ids(page).reversed());
            while (page.earlier() && backwards.size() + 6 <= expected.size()) {
                page = submissions.page(all, newestFirst, new Start.Before(beginning(page)), 6);
                assertThat(page.later()).isTrue();
                backwards.addAll(ids(page).reversed());
            }
            assertThat(backwards.reversed())
                    .isEqualTo(expected.subList(expected.size() - backwards.size(), expected.size()));
            Position tenth = end(submissions.page(all, newestFirst, new Start.First(), 10));
            assertThat(ids(submissions.page(all, newestFirst, new Start.Before(tenth), 50)))
                    .as("less than a page lies before it, so it is the first page")
                    .isEqualTo(expected.subList(0, 50));
        }
    }

    @Test
    void f15_filters_and_counts_agree_for_every_version_status_and_day() {
        Instant summer = Instant.parse("2026-06-30T22:30:00Z"); // 23:30 on 30 June in London
        for (int i = 0; i < 24; i++) {
            FormVersion version = new FormVersion(POTHOLES.form(), 1 + i % 2);
            read.given(received(i, version, summer.plus(Duration.ofMinutes(20L * i)), new UUID(9, i)));
            read.given(new StatusSet(id(i), SubmissionStatus.values()[i % 5], MONDAY));
            if (i % 4 == 0) read.given(new SubmissionArchived(id(i), MONDAY));
            if (i % 8 == 0) read.given(new SubmissionRestored(id(i), MONDAY));
        }
        LocalDate day = LocalDate.of(2026, 6, 30);
        int seen = 0;
        for (Integer version : new Integer[] {null, 1, 2, 3})
            for (Set<SubmissionStatus> statuses : List.of(
                    Set.<SubmissionStatus>of(),
                    Set.of(SubmissionStatus.NEW),
                    Set.of(SubmissionStatus.DONE, SubmissionStatus.SPAM)))
                for (LocalDate from : new LocalDate[] {null, day, day.plusDays(1)})
                    for (LocalDate to : new LocalDate[] {null, day, day.plusDays(1)})
                        for (boolean archived : new boolean[] {true, false}) {
                            var filter = new SubmissionFilter(
                                    Set.of(POTHOLES.form(), BINS.form()), version, from, to, statuses, archived, null);
                            List<SubmissionRow> rows = page(filter, true, 50);
                            assertThat(submissions.count(filter))
                                    .as("%s to %s", from, to)
                                    .isEqualTo(rows.size());
                            assertThat(rows).allSatisfy(row -> {
                                if (version != null)
                                    assertThat(row.form().version()).isEqualTo(version);
                                if (!statuses.isEmpty())
                                    assertThat(row.status()).isIn(statuses);
                                assertThat(row.archived()).isEqualTo(archived);
                                LocalDate on = LocalDate.ofInstant(row.receivedAt(), SubmissionFilter.ZONE);
                                if (from != null) assertThat(on).isAfterOrEqualTo(from);
                                if (to != null) assertThat(on).isBeforeOrEqualTo(to);
                            });
                            seen += rows.size();
                        }
        assertThat(seen).isGreaterThan(200);
        assertThat(submissions.counts()).isEqualTo(Map.of(POTHOLES.form(), new Count(21, 3)));
        assertThat(ever(POTHOLES.form())).isEqualTo(24);
        read.allWaysAgree();
    }

    @Test
    void the_tally_follows_the_rows_whoever_changes_them() {
        read.given(
                received(1, POTHOLES, MONDAY, ANN), received(2, POTHOLES, MONDAY, BOB), received(3, BINS, MONDAY, CY));
        JdbcClient rows = JdbcClient.create(read.database());
        rows.sql("DELETE FROM read_submissions.submission WHERE id = ?")
                .param(id(1).value())
                .update();
        rows.sql("UPDATE read_submissions.submission SET form = ?")
                .param(BINS.form().value())
                .update();
        assertThat(ever(POTHOLES.form())).isZero();
        assertThat(ever(BINS.form())).isEqualTo(2);
    }

    @Test
    void a_report_of_one_reference_shows_only_what_else_it_asks_for() {
        read.given(received(1, POTHOLES, MONDAY, ANN), received(2, BINS, MONDAY, BOB));
        var one = new SubmissionFilter(Set.of(POTHOLES.form()), null, null, null, Set.of(), false, "REF-1");
        assertThat(page(one, true, 50)).extracting(SubmissionRow::id).containsExactly(id(1));
        assertThat(submissions.count(one)).isEqualTo(1);
        var other = new SubmissionFilter(Set.of(POTHOLES.form()), null, null, null, Set.of(), false, "REF-2");
        assertThat(page(other, true, 50)).isEmpty();
        assertThat(submissions.count(other)).isZero();
    }

    @Test
    void a_place_in_a_report_is_the_same_after_it_stood_in_an_address() {
        Position place = new Position(MONDAY, id(7));
        assertThat(Position.parse(place.toString())).contains(place);
        for (String wrong : new String[] {null, "", "_", "x", "2026-03-02T09:00:00Z_x", "x_" + id(7)})
            assertThat(Position.parse(wrong)).isEmpty();
    }

    @Test
    void what_was_done_with_a_submission_is_told_in_its_order_with_who_did_it() {
        AccountId one = new AccountId(new UUID(0xE, 1));
        AccountId other = new AccountId(new UUID(0xE, 2));
        read.given(received(1, POTHOLES, MONDAY, ANN), received(2, POTHOLES, MONDAY, BOB));
        read.givenBy(one.value(), new StatusSet(id(1), SubmissionStatus.DONE, MONDAY));
        read.givenBy(other.value(), new SubmissionArchived(id(1), MONDAY), new SubmissionRestored(id(1), MONDAY));
        assertThat(submissions.workOn(id(1)))
                .containsExactly(
                        new WorkRow(one, What.STATUS, SubmissionStatus.DONE, MONDAY),
                        new WorkRow(other, What.ARCHIVED, null, MONDAY),
                        new WorkRow(other, What.RESTORED, null, MONDAY));
        assertThat(submissions.workOn(id(2))).isEmpty();
        read.allWaysAgree();
    }

    @Test
    void a_notes_key_belongs_to_its_submission_and_to_its_person() {
        UUID first = new UUID(0xA, 2);
        UUID second = new UUID(0xA, 3);
        read.given(received(1, POTHOLES, MONDAY, ANN, BOB), received(2, POTHOLES, MONDAY, CY));
        read.given(note(1, first), note(1, second));
        assertThat(submissions.keysOf(List.of(id(1)))).containsExactlyInAnyOrder(ANN, BOB, first, second);
        assertThat(submissions.keysOf(List.of(id(2)))).containsExactly(CY);
        SubmissionOfPerson of = submissions.byKeys(List.of(ANN, first, second)).getFirst();
        assertThat(of.theirKeys()).containsExactlyInAnyOrder(ANN, first, second);
        assertThat(submissions.byKeys(List.of(second)))
                .as("by the key of a note alone")
                .extracting(SubmissionOfPerson::id)
                .containsExactly(id(1));

        tidying.tidy(each -> each.accept(new DestroyedKey(first, ERASED, ASKED)));
        List<NoteRow> notes = submissions.notesOf(List.of(id(1), id(2))).get(id(1));
        assertThat(notes).extracting(NoteRow::erased).containsExactly(new Erased<>(ERASED, ASKED), null);
        assertThat(submissions.keysOf(List.of(id(1)))).contains(first);
    }

    private static NoteAdded note(int number, UUID key) {
        return new NoteAdded(id(number), new NoteId(key), Personal.of(token(key).bytes()), MONDAY);
    }

    @Test
    void a_submission_is_found_by_its_reference_however_it_is_typed() {
        String reference = "234-5678-9CG";
        assertThat(dev.lethe.command.submissions.model.Reference.parse(reference))
                .contains(reference);
        read.given(
                new SubmissionReceived(id(1), POTHOLES, reference, List.of(part(ANN)), MONDAY),
                received(2, POTHOLES, MONDAY, BOB));
        assertThat(submissions.byReference(" 2345678 9cg "))
                .extracting(SubmissionRow::id)
                .containsExactly(id(1));
        assertThat(submissions.byReference("234-5678-9CH")).isEmpty();
        assertThat(submissions.byReference("' OR 1=1")).isEmpty();
    }

    @Test
    void two_submissions_that_got_one_reference_are_both_found() {
        String reference = "234-5678-9CG";
        read.given(
                new SubmissionReceived(id(1), POTHOLES, reference, List.of(part(ANN)), MONDAY),
                new SubmissionReceived(id(2), BINS, reference, List.of(part(BOB)), MONDAY));
        assertThat(submissions.byReference(reference))
                .extracting(SubmissionRow::id)
                .containsExactly(id(2), id(1));
    }

    @Test
    void a_persons_keys_lead_to_their_submissions_and_tell_whose_other_data_shares_them() {
        read.given(
                received(1, POTHOLES, MONDAY, ANN, BOB),
                received(2, BINS, MONDAY.plusSeconds(1), CY),
                received(3, BINS, MONDAY.plusSeconds(2), BOB));
        assertThat(submissions.byKeys(List.of(ANN, CY, new UUID(0xD, 1))))
                .extracting(SubmissionOfPerson::id)
                .containsExactly(id(2), id(1));
        SubmissionOfPerson shared = submissions.byKeys(List.of(ANN)).getFirst();
        assertThat(shared.parts())
                .containsExactly(new PartOwner(0, ANN, true, false), new PartOwner(1, BOB, false, false));
        assertThat(shared.shared()).isTrue();
        assertThat(shared.theirKeys()).containsExactly(ANN);
        assertThat(submissions.byKeys(List.of(CY)).getFirst().shared()).isFalse();
        assertThat(submissions.byKeys(List.of())).isEmpty();
    }

    @Test
    void tidying_drops_the_tokens_of_destroyed_keys_and_nothing_else() {
        read.given(received(1, POTHOLES, MONDAY, ANN, BOB), received(2, POTHOLES, MONDAY, CY));
        List<DestroyedKey> destroyed =
                List.of(new DestroyedKey(ANN, ERASED, ASKED), new DestroyedKey(new UUID(0xD, 1), ERASED, ASKED));

        assertThat(tidying.tidy(destroyed::forEach)).isEqualTo(1);

        assertThat(submissions.byId(id(1)).orElseThrow().parts().get(0))
                .isEqualTo(new Part.Tidied(0, ANN, ERASED, ASKED));
        assertThat(submissions.byId(id(1)).orElseThrow().sealed().map(Sealed::token))
                .isEqualTo(List.of(token(BOB)));
        assertThat(submissions.byId(id(2)).orElseThrow().sealed()).hasSize(1);
        assertThat(ever(POTHOLES.form())).isEqualTo(2);
        assertThat(submissions.byKeys(List.of(ANN)).getFirst().parts().getFirst())
                .isEqualTo(new PartOwner(0, ANN, true, true));
        assertThat(tidying.tidy(destroyed::forEach)).as("once more").isZero();
    }

    @Test
    void tidying_goes_in_batches() {
        List<UUID> keys =
                IntStream.range(0, 2_500).mapToObj(i -> new UUID(7, i)).toList();
        read.given(IntStream.range(0, keys.size())
                .mapToObj(i -> received(i, POTHOLES, MONDAY, keys.get(i)))
                .toArray(SubmissionEvent[]::new));
        assertThat(tidying.tidy(each -> keys.forEach(key -> each.accept(new DestroyedKey(key, ERASED, ASKED)))))
                .isEqualTo(2_500);
        assertThat(ever(POTHOLES.form())).isEqualTo(2_500);
    }

    @Test
    void tidyings_of_the_same_keys_in_another_order_do_not_stop_each_other() throws Exception {
        List<UUID> keys = keysOfSubmissions(2_000);
        JdbcClient database = JdbcClient.create(read.database());
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 5; round++) {
                database.sql("UPDATE read_submissions.submission SET living = true")
                        .update();
                database.sql("UPDATE read_submissions.part SET token = '\\x01', erased_at = NULL, erased_ground = NULL")
                        .update();
                Future<Long> one = both.submit(() -> tidy(keys));
                Future<Long> other = both.submit(() -> tidy(keys.reversed()));
                assertThat(one.get() + other.get()).isEqualTo(keys.size());
            }
        }
        assertThat(living()).isZero();
    }

    @Test
    void tidying_does_not_wait_for_a_projection_that_waits_for_it() throws Exception {
        List<UUID> keys = keysOfSubmissions(200);
        try (ExecutorService aside = Executors.newSingleThreadExecutor();
                Connection projection = read.database().getConnection();
                PreparedStatement touch = projection.prepareStatement(
                        "UPDATE read_submissions.submission SET status = 'DONE' WHERE id = ?")) {
            projection.setAutoCommit(false);
            touch.setObject(1, id(100).value());
            touch.executeUpdate();
            Future<Long> tidied = aside.submit(() -> tidy(keys));
            Thread.sleep(300); // it stands at that row, or passed it
            for (int number = 0; number < keys.size(); number++) {
                touch.setObject(1, id(number).value());
                touch.executeUpdate();
            }
            projection.commit();
            assertThat(tidied.get()).isEqualTo(keys.size());
        }
        assertThat(living()).isZero();
    }

    private List<UUID> keysOfSubmissions(int count) {
        List<UUID> keys =
                IntStream.range(0, count).mapToObj(i -> new UUID(7, i)).toList();
        read.given(IntStream.range(0, count)
                .mapToObj(i -> received(i, POTHOLES, MONDAY, keys.get(i)))
                .toArray(SubmissionEvent[]::new));
        return keys;
    }

    private long tidy(List<UUID> keys) {
        return tidying.tidy(each -> keys.forEach(key -> each.accept(new DestroyedKey(key, ERASED, ASKED))));
    }

    private long living() {
        return JdbcClient.create(read.database())
                .sql("SELECT count(*) FROM read_submissions.submission WHERE living")
                .query(Long.class)
                .single();
    }

    private static SubmissionReceived received(int number, FormVersion form, Instant at, UUID... keys) {
        return new SubmissionReceived(
                id(number),
                form,
                "REF-" + number,
                Stream.of(keys).map(SubmissionsProjectionTest::part).toList(),
                at);
    }

    private static SubmissionId id(int number) {
        return new SubmissionId(new UUID(0x5, number));
    }

    private static ReceivedPart part(UUID key) {
        return new ReceivedPart(token(key), 1);
    }

    private static Personal<Answers> token(UUID key) {
        ByteBuffer token = ByteBuffer.allocate(77);
        token.put((byte) 1).putLong(key.getMostSignificantBits()).putLong(key.getLeastSignificantBits());
        return Personal.of(token.array());
    }

    /** How many submissions a form ever had. */
    private long ever(FormId form) {
        Submissions.Count count = submissions.counts().getOrDefault(form, Submissions.Count.NONE);
        return count.live() + count.archived();
    }
}
