package dev.lethe.query.submissions;

import static dev.lethe.query.submissions.LifetimeTest.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.events.FormEvent.FormArchived;
import dev.lethe.command.forms.events.FormEvent.FormClosed;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.StatusRetention;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.TestApplication;
import dev.lethe.query.records.Caption;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.records.DueGroup;
import dev.lethe.query.records.DueRecord;
import dev.lethe.query.records.DueRecords;
import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.Outlook;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Personal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the read models say is due, from events, on real PostgreSQL. */
class DueSubmissionsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final FormId POTHOLES = new FormId(new UUID(1, 1));
    private static final FormId BINS = new FormId(new UUID(2, 2));

    private TestApplication application;
    private DueRecords due;
    private Fates fates;
    private ExpiryRuns runs;
    private int number;

    @BeforeEach
    void start() throws ClassNotFoundException {
        application = TestApplication.start(
                Forms.class,
                Lifetimes.class,
                DueSubmissions.class,
                Fates.class,
                ExpiryRuns.class,
                SubmissionTidying.class,
                projection("forms.FormsProjection"),
                projection("submissions.SubmissionsProjection"),
                projection("privacy.ErasuresProjection"),
                projection("audit.AuditProjection"),
                component("audit.Vocabulary"),
                component("retention.ExpiryWords"),
                projection("retention.RetentionProjection"));
        due = application.bean(DueSubmissions.class);
        fates = application.bean(Fates.class);
        runs = application.bean(ExpiryRuns.class);
    }

    private static Class<?> projection(String name) throws ClassNotFoundException {
        Class<?> found = component(name);
        assertThat(Projection.class).isAssignableFrom(found);
        return found;
    }

    private static Class<?> component(String name) throws ClassNotFoundException {
        return Class.forName("dev.lethe.query." + name);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private void publish(Object... events) {
        application.publish(events);
        assertThat(application.readModels().awaitCurrent(Duration.ofMinutes(1))).isTrue();
    }

    private void form(FormId form, Processing... versions) {
        Instant at = Instant.parse("2025-01-01T10:00:00Z");
        application.publish(new FormCreated(form, definition(form, says(null)), at));
        for (int i = 0; i < versions.length; i++)
            application.publish(new FormPublished(new FormVersion(form, i + 1), definition(form, versions[i]), at));
    }

    private static FormDefinition definition(FormId form, Processing processing) {
        return new FormDefinition(
                "Form " + form.value().getMostSignificantBits(),
                "form",
                "",
                List.of("You"),
                List.of(),
                "Send",
                "Thank you",
                "",
                processing);
    }

    private static UUID key(int number, int part) {
        return new UUID(number, part);
    }

    private static <T> Personal<T> token(UUID key) {
        return Personal.of(ByteBuffer.allocate(77)
                .put((byte) 1)
                .putLong(key.getMostSignificantBits())
                .putLong(key.getLeastSignificantBits())
                .array());
    }

    private static SubmissionId id(int number) {
        return new SubmissionId(new UUID(0xF, number));
    }

    /** Sends one, and returns its number. */
    private int send(FormId form, int version, Instant at, int people) {
        int sent = ++number;
        var parts = new ArrayList<ReceivedPart>();
        for (int i = 0; i < people; i++) parts.add(new ReceivedPart(token(key(sent, i)), 0));
        application.publish(new SubmissionReceived(id(sent), new FormVersion(form, version), "REF-" + sent, parts, at));
        return sent;
    }

    private int send(FormId form, int version, String local) {
        return send(form, version, at(local), 1);
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(CouncilDay.ZONE).toInstant();
    }

    /** What is due, gone through in pieces of so many. */
    private List<DueRecord> all(LocalDate day, int pieces) {
        var found = new ArrayList<DueRecord>();
        DueRecords.Due each = due.due(day);
        while (each.group().isPresent()) found.addAll(each.next(pieces));
        return found;
    }

    private static SubmissionId id(DueRecord record) {
        assertThat(record.ref().feature()).isEqualTo("submissions");
        return new SubmissionId(record.ref().id());
    }

    private Outlook outlook(LocalDate day) {
        return new Outlook(day, due.groups(day));
    }

    private Set<SubmissionId> dueOn(LocalDate day) {
        assertThat(application.readModels().awaitCurrent(Duration.ofMinutes(1))).isTrue();
        Set<SubmissionId> found =
                all(day, 1_000).stream().map(DueSubmissionsTest::id).collect(Collectors.toSet());
        assertThat(outlook(day).due()).isEqualTo(found.size());
        return found;
    }

    @Test
    void f12_what_is_due_is_what_the_calendar_says_at_the_six_dates() {
        form(POTHOLES, says(7));
        Map<Integer, LocalDate> first = new LinkedHashMap<>();
        first.put(send(POTHOLES, 1, "2026-01-01T00:00"), LocalDate.of(2026, 1, 9));
        first.put(send(POTHOLES, 1, "2026-01-01T23:59:59"), LocalDate.of(2026, 1, 9));
        first.put(send(POTHOLES, 1, "2026-01-03T12:00"), LocalDate.of(2026, 1, 11));
        first.put(send(POTHOLES, 1, "2026-03-28T12:00"), LocalDate.of(2026, 4, 5));
        first.put(send(POTHOLES, 1, Instant.parse("2026-06-30T23:30:00Z"), 1), LocalDate.of(2026, 7, 9));
        first.put(send(POTHOLES, 1, "2026-10-24T23:30"), LocalDate.of(2026, 11, 1));

        first.forEach((sent, day) -> {
            assertThat(dueOn(day.minusDays(1))).doesNotContain(id(sent));
            assertThat(dueOn(day)).contains(id(sent));
            assertThat(fates.of(id(sent))).contains(new Fate.After(day.minusDays(1)));
        });
    }

    @Test
    void f13_the_shorter_of_the_version_that_was_answered_and_the_one_that_is_current_applies() {
        form(POTHOLES, says(7), says(null), says(30));
        int toldSeven = send(POTHOLES, 1, "2026-11-01T12:00");
        int toldNever = send(POTHOLES, 2, "2026-11-01T12:00");
        int toldThirty = send(POTHOLES, 3, "2026-11-01T12:00");

        assertThat(dueOn(LocalDate.of(2026, 11, 9))).containsExactly(id(toldSeven));
        assertThat(dueOn(LocalDate.of(2026, 12, 1))).containsExactly(id(toldSeven));
        assertThat(dueOn(LocalDate.of(2026, 12, 2))).containsOnly(id(toldSeven), id(toldNever), id(toldThirty));

        publish(new FormPublished(
                new FormVersion(POTHOLES, 4), definition(POTHOLES, says(null)), at("2026-11-02T12:00")));
        assertThat(dueOn(LocalDate.of(2030, 1, 1))).containsOnly(id(toldSeven), id(toldThirty));
        assertThat(fates.of(id(toldNever))).contains(new Fate.Stays());
        assertThat(outlook(TODAY).groups().getFirst().toldShorter()).isTrue();
    }

    @Test
    void a_status_that_was_set_a_moment_ago_counts_and_so_does_one_that_was_taken_back() {
        form(POTHOLES, says(365, new StatusRetention(SubmissionStatus.SPAM, 3)));
        int spam = send(POTHOLES, 1, "2026-11-01T12:00");
        int ham = send(POTHOLES, 1, "2026-11-01T12:00");
        application.publish(
                new StatusSet(id(spam), SubmissionStatus.SPAM, at("2026-11-16T23:59")),
                new StatusSet(id(ham), SubmissionStatus.SPAM, at("2026-11-17T00:00")));

        assertThat(dueOn(TODAY)).containsExactly(id(spam));
        assertThat(fates.of(id(ham))).contains(new Fate.After(TODAY));
        application.publish(new StatusSet(id(spam), SubmissionStatus.NEW, at("2026-11-20T09:00")));
        assertThat(dueOn(TODAY)).isEmpty();
    }

    @Test
    void what_is_archived_or_of_a_form_that_is_closed_or_archived_goes_like_everything_else() {
        form(POTHOLES, says(7));
        form(BINS, says(7));
        int archived = send(POTHOLES, 1, "2026-11-01T12:00");
        int bin = send(BINS, 1, "2026-11-01T12:00");
        application.publish(
                new SubmissionArchived(id(archived), at("2026-11-02T12:00")),
                new FormClosed(POTHOLES, at("2026-11-02T12:00")),
                new FormArchived(BINS, at("2026-11-02T12:00")));

        assertThat(dueOn(TODAY)).containsOnly(id(archived), id(bin));
    }

    @Test
    void all_keys_of_a_submission_go_with_it_those_of_its_notes_too() {
        form(POTHOLES, says(7));
        int sent = send(POTHOLES, 1, at("2026-11-01T12:00"), 3);
        UUID note = new UUID(0xA, 1);
        publish(new NoteAdded(id(sent), new NoteId(new UUID(7, 7)), token(note), at("2026-11-02T12:00")));

        assertThat(all(TODAY, 10).getFirst().keys())
                .containsExactlyInAnyOrder(key(sent, 0), key(sent, 1), key(sent, 2), note);
    }

    @Test
    void what_was_tidied_away_is_not_due_again_and_is_not_counted_as_living() {
        form(POTHOLES, says(7));
        int gone = send(POTHOLES, 1, at("2026-11-01T12:00"), 2);
        int half = send(POTHOLES, 1, at("2026-11-01T12:00"), 2);
        dueOn(TODAY);
        var when = Instant.parse("2026-11-19T03:00:00Z");
        var ground = new Ground("retention");
        application
                .bean(SubmissionTidying.class)
                .tidy(each -> List.of(key(gone, 0), key(gone, 1), key(half, 0))
                        .forEach(key -> each.accept(new DestroyedKey(key, when, ground))));

        assertThat(dueOn(TODAY)).containsExactly(id(half));
        assertThat(all(TODAY, 10).getFirst().keys()).containsExactly(key(half, 1));
        assertThat(outlook(TODAY).living()).isEqualTo(1);
        assertThat(fates.of(id(gone))).contains(new Fate.Gone());
        assertThat(fates.of(id(99))).isEmpty();
    }

    @Test
    void a_tidying_that_was_stopped_half_way_is_finished_by_the_next() {
        form(POTHOLES, says(7));
        int gone = send(POTHOLES, 1, "2026-11-01T12:00");
        dueOn(TODAY);
        var destroyed = new DestroyedKey(key(gone, 0), Instant.parse("2026-11-19T03:00:00Z"), new Ground("retention"));
        application.bean(SubmissionTidying.class).tidy(each -> each.accept(destroyed));
        // As a crash leaves it: the tokens are gone, and it still counts as living
        new JdbcTemplate(application.bean(DataSource.class))
                .update("UPDATE read_submissions.submission SET living = true");
        assertThat(dueOn(TODAY)).containsExactly(id(gone));

        application.bean(SubmissionTidying.class).tidy(each -> each.accept(destroyed));

        assertThat(dueOn(TODAY)).isEmpty();
    }

    @Test
    void a_note_that_was_on_its_way_while_the_rest_was_destroyed_is_found_by_the_next_run() {
        form(POTHOLES, says(7));
        int sent = send(POTHOLES, 1, "2026-11-01T12:00");
        dueOn(TODAY);
        application
                .bean(SubmissionTidying.class)
                .tidy(each -> each.accept(new DestroyedKey(
                        key(sent, 0), Instant.parse("2026-11-20T03:00:00Z"), new Ground("retention"))));
        assertThat(dueOn(TODAY)).isEmpty();

        UUID late = new UUID(0xA, 2);
        publish(new NoteAdded(id(sent), new NoteId(new UUID(7, 8)), token(late), at("2026-11-20T03:00")));

        assertThat(all(TODAY, 10).getFirst().keys()).containsExactly(late);
    }

    @Test
    void what_was_kept_on_a_ground_stays_whatever_its_form_says() {
        form(POTHOLES, says(7));
        int kept = send(POTHOLES, 1, at("2026-11-01T12:00"), 2);
        int other = send(POTHOLES, 1, "2026-11-01T12:00");
        publish(new ErasureOrdered(
                new ErasureId(UUID.randomUUID()),
                ErasureScope.PERSON,
                ErasureGround.OBJECTION,
                new AccountId(UUID.randomUUID()),
                List.of(),
                List.of(new Kept(key(kept, 1), KeepGround.LEGAL_CLAIMS)),
                at("2026-11-02T12:00")));

        assertThat(dueOn(TODAY)).containsExactly(id(other));
        assertThat(outlook(TODAY).groups().getFirst().held()).isEqualTo(1);
        assertThat(fates.of(id(kept))).contains(new Fate.Held());
    }

    @Test
    void the_outlook_counts_by_form_what_is_due_now_and_in_the_next_days() {
        form(POTHOLES, says(7));
        form(BINS, says(null));
        send(POTHOLES, 1, "2026-11-03T08:00"); // due long since
        send(POTHOLES, 1, "2026-11-12T23:00"); // its last day was yesterday
        send(POTHOLES, 1, "2026-11-13T00:00"); // its last day is today
        send(POTHOLES, 1, "2026-11-19T12:00"); // due on the 27th, within seven days
        send(POTHOLES, 1, "2026-11-20T12:00"); // on the 28th
        send(BINS, 1, "2020-01-01T12:00");
        dueOn(TODAY);

        Outlook outlook = outlook(TODAY);

        assertThat(outlook.living()).isEqualTo(6);
        assertThat(outlook.groups()).extracting(DueGroup::group).containsExactly(POTHOLES.toString(), BINS.toString());
        DueGroup potholes = outlook.groups().getFirst();
        assertThat(List.of(potholes.living(), potholes.due(), potholes.within7(), potholes.within30(), potholes.held()))
                .containsExactly(5L, 2L, 4L, 5L, 0L);
        assertThat(potholes.oldest()).isEqualTo(at("2026-11-03T08:00"));
        assertThat(potholes.newest()).isEqualTo(at("2026-11-12T23:00"));
        assertThat(potholes.toldShorter()).isFalse();
        assertThat(outlook.groups().getLast().due()).isZero();
        assertThat(outlook.dueGroups()).containsExactly(potholes);
    }

    @Test
    void a_group_says_how_long_its_form_keeps_what_it_gets() {
        form(POTHOLES, says(7, new StatusRetention(SubmissionStatus.SPAM, 1)));
        form(BINS, says(null, new StatusRetention(SubmissionStatus.DONE, 30)));
        send(POTHOLES, 1, "2026-11-19T12:00");
        send(BINS, 1, "2026-11-19T12:00");
        dueOn(TODAY);

        List<DueGroup> groups = due.groups(TODAY);

        assertThat(groups.getFirst().title()).isEqualTo(Caption.given("Form 1"));
        assertThat(groups.getFirst().rule())
                .containsExactly(
                        Caption.keyed("retention.rule.days", 7),
                        Caption.keyed("retention.rule.status.one", 1, Caption.keyed("retention.status.SPAM")));
        assertThat(groups.getLast().rule())
                .containsExactly(
                        Caption.keyed("retention.rule.until-erased"),
                        Caption.keyed("retention.rule.status.days", 30, Caption.keyed("retention.status.DONE")));
        assertThat(due.titles(List.of(POTHOLES.toString(), "none")))
                .containsOnly(Map.entry(POTHOLES.toString(), Caption.given("Form 1")));
    }

    @Test
    void submissions_are_counted_once_by_form_however_many_of_their_keys_are_asked_for() {
        form(POTHOLES, says(7));
        form(BINS, says(7));
        int two = send(POTHOLES, 1, at("2026-11-01T12:00"), 2);
        int noted = send(POTHOLES, 1, "2026-11-01T12:00");
        int bin = send(BINS, 1, "2026-11-01T12:00");
        UUID note = new UUID(0xA, 1);
        publish(new NoteAdded(id(noted), new NoteId(new UUID(7, 7)), token(note), at("2026-11-02T12:00")));

        assertThat(due.countByGroup(List.of(key(two, 0), key(two, 1), note, UUID.randomUUID())))
                .containsOnly(Map.entry(POTHOLES.toString(), 2L));
        assertThat(due.countByGroup(List.of(key(noted, 0), note, key(bin, 0))))
                .containsOnly(Map.entry(POTHOLES.toString(), 1L), Map.entry(BINS.toString(), 1L));
    }

    /** The arithmetic is written twice, once for a page and once for a million rows: they must say the same. */
    @Test
    void f11_f12_f13_the_database_and_the_calendar_agree_on_whatever_there_is() {
        var random = new Random(20_261_121);
        Processing[] versions = new Processing[4];
        for (int i = 0; i < versions.length; i++) {
            var byStatus = new ArrayList<StatusRetention>();
            for (SubmissionStatus status : SubmissionStatus.values())
                if (random.nextBoolean()) byStatus.add(new StatusRetention(status, 1 + random.nextInt(20)));
            versions[i] = says(
                    random.nextInt(3) == 0 ? null : 1 + random.nextInt(20), byStatus.toArray(StatusRetention[]::new));
        }
        form(POTHOLES, versions);
        record Sent(SubmissionId id, Lifetime lifetime, Instant at, SubmissionStatus status, Instant statusAt) {}
        var sent = new ArrayList<Sent>();
        for (int i = 0; i < 300; i++) {
            int version = random.nextInt(versions.length);
            Instant at = TODAY.minusDays(random.nextInt(25))
                    .atTime(random.nextInt(24), random.nextInt(60))
                    .atZone(CouncilDay.ZONE)
                    .toInstant();
            int it = send(POTHOLES, version + 1, at, 1);
            SubmissionStatus status = SubmissionStatus.NEW;
            Instant statusAt = null;
            if (random.nextBoolean()) {
                status = SubmissionStatus.values()[random.nextInt(SubmissionStatus.values().length)];
                statusAt = at.plus(Duration.ofHours(random.nextInt(24 * 20)));
                application.publish(new StatusSet(id(it), status, statusAt));
            }
            sent.add(new Sent(
                    id(it), new Lifetime(versions[version], versions[versions.length - 1]), at, status, statusAt));
        }
        for (LocalDate day = TODAY.minusDays(3); day.isBefore(TODAY.plusDays(25)); day = day.plusDays(4)) {
            LocalDate today = day;
            Set<SubmissionId> expected = sent.stream()
                    .filter(each -> each.lifetime()
                            .lastDay(each.at(), each.status(), each.statusAt())
                            .filter(last -> CouncilDay.isDue(last, today))
                            .isPresent())
                    .map(Sent::id)
                    .collect(Collectors.toSet());

            assertThat(dueOn(day)).as("on %s", day).isEqualTo(expected);
            assertThat(all(day, 7).stream().map(DueSubmissionsTest::id))
                    .as("in small pieces")
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        for (Sent each : sent.subList(0, 20))
            assertThat(fates.of(each.id()))
                    .contains(each.lifetime()
                            .lastDay(each.at(), each.status(), each.statusAt())
                            .<Fate>map(Fate.After::new)
                            .orElseGet(Fate.Stays::new));
    }

    @Test
    void the_rest_of_a_form_can_be_left_out() {
        form(POTHOLES, says(7), says(8));
        form(BINS, says(7));
        for (int i = 0; i < 3; i++) {
            send(POTHOLES, 1, "2026-11-01T12:00");
            send(POTHOLES, 2, "2026-11-01T12:00");
        }
        int bin = send(BINS, 1, "2026-11-01T12:00");
        dueOn(TODAY);

        DueRecords.Due each = due.due(TODAY);
        assertThat(each.group()).contains(POTHOLES.toString());
        assertThat(each.next(2)).hasSize(2);
        each.skipGroup();

        assertThat(each.group()).contains(BINS.toString());
        assertThat(each.next(10)).extracting(DueSubmissionsTest::id).containsExactly(id(bin));
        assertThat(each.group()).isEmpty();
    }

    @Test
    void the_times_at_which_anything_happened_are_those_since_the_last_run_that_was_allowed() {
        assertThat(runs.activity()).isEqualTo(Activity.NOTHING);
        assertThat(runs.firstEver()).isEmpty();
        form(POTHOLES, says(7));
        dueOn(TODAY);
        Activity before = runs.activity();
        assertThat(before.last()).isNotNull();
        assertThat(before.silentFrom()).isNotNull();
        application.database().update("UPDATE read_audit.entry SET at = at - interval '40 days' WHERE position = 1");
        assertThat(Duration.between(
                        runs.activity().silentFrom(), runs.activity().silentTo()))
                .isGreaterThan(Duration.ofDays(39));
        assertThat(runs.firstEver()).isEqualTo(Optional.of(runs.activity().silentFrom()));

        publish(new ExpiryRunStarted(
                new ExpiryRunId(UUID.randomUUID()),
                TODAY,
                ExpiryCause.OFFICER,
                new AccountId(UUID.randomUUID()),
                true,
                List.of(),
                List.of(),
                at("2026-11-20T09:00")));

        assertThat(runs.activity().silentFrom()).isNull();
        assertThat(runs.activity().latest()).isEqualTo(runs.activity().last());
    }
}
