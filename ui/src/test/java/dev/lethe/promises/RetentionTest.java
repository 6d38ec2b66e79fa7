package dev.lethe.promises;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.RestrictionGround;
import dev.lethe.command.retention.ExpiryDesk;
import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.processes.retention.Expiry;
import dev.lethe.processes.retention.RunOutcome;
import dev.lethe.processes.retention.RunOutcome.Changed;
import dev.lethe.processes.retention.RunOutcome.Done;
import dev.lethe.processes.retention.RunOutcome.Refused;
import dev.lethe.processes.retention.SecondLook;
import dev.lethe.query.privacy.Erasures;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.RunRow;
import dev.lethe.query.submissions.Fate;
import dev.lethe.query.submissions.Fates;
import dev.lethe.query.submissions.Part;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Midnight;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.ledger.VaultRows;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.control.Output;
import dev.lethe.ui.control.TaskFailedException;
import dev.lethe.ui.control.Tasks;
import dev.lethe.ui.retention.DuePreview;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GenericEventMessage;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** The whole application and what it lets go, on real PostgreSQL and with the real vault. */
class RetentionTest {

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static Member administrator;
    private static Member officer;
    private static Member editor;
    private static Published form;
    private static int forms;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root);
        GenericEventMessage.clock = lethe.clock(); // what happened last is told from the times of events
        administrator = lethe.member("administrator", Role.ADMINISTRATOR);
        officer = lethe.member("officer", Role.PRIVACY_OFFICER);
        editor = lethe.member("editor", Role.EDITOR);
    }

    @AfterAll
    static void stop() {
        lethe.close();
        GenericEventMessage.clock = Clock.systemUTC();
    }

    private static <T> T bean(Class<T> type) {
        return lethe.bean(type);
    }

    /** In a new browser: a session would be a month old after each test. */
    private static Client signedIn(Member member) {
        return lethe.visitor().signIn(member.email(), TestLethe.PASSWORD);
    }

    /**
     * Each test begins a month after the one before it, and never before it: what earlier tests left goes first, due or not,
     * and the ledger's last entry and the last run are of now. Then there is a form whose submissions are kept for a week.
     */
    @BeforeEach
    void emptied() {
        Midnight.keepAway();
        lethe.clock().later(Duration.ofDays(31));
        lethe.settle();
        assertThat(look()).isInstanceOf(Done.class);
        form = publish(7);
        send(9, 1);
        assertThat(look()).isInstanceOf(Done.class);
        form = publish(7);
    }

    private static Published publish(int days) {
        return lethe.publish(form("Form " + ++forms, days, asked(1, FieldType.SINGLE_LINE)));
    }

    private static SubmissionId send(int daysAgo) {
        Instant at = lethe.clock().instant().minus(Duration.ofDays(daysAgo));
        return lethe.bring(form, at, "q1", "Ada " + UUID.randomUUID()).submission();
    }

    private static List<SubmissionId> send(int daysAgo, int count) {
        var sent = new ArrayList<SubmissionId>();
        for (int i = 0; i < count; i++) sent.add(send(daysAgo));
        lethe.settle();
        return sent;
    }

    private static Opened<Answers> open(SubmissionId id) {
        Part part = bean(Submissions.class).byId(id).orElseThrow().parts().getFirst();
        return part.in(bean(KeyVault.class)
                .openAll(bean(Submissions.class).byId(id).orElseThrow().sealed().toList()));
    }

    private static RunOutcome run() {
        return bean(Expiry.class).run(ExpiryCause.DAILY, null, null, new Expiry.Progress() {});
    }

    private static RunOutcome look() {
        var outlook = bean(DuePreview.class).look().outlook();
        return look(outlook.day(), outlook.due());
    }

    private static RunOutcome look(LocalDate day, long records) {
        return bean(Expiry.class)
                .run(ExpiryCause.OFFICER, officer.account(), new SecondLook(day, records), new Expiry.Progress() {});
    }

    private static LocalDate today() {
        return CouncilDay.of(lethe.clock().instant());
    }

    private static RunRow row(ExpiryRunId run) {
        lethe.settle();
        return bean(ExpiryRuns.class).byId(run).orElseThrow();
    }

    private static List<ErasureProof> proofs() {
        return bean(KeyVault.class).proofs(1);
    }

    @Test
    void fw7_f14_what_is_due_goes_by_itself_and_is_counted_and_all_else_stays() {
        List<SubmissionId> old = send(9, 3);
        SubmissionId young = send(6);
        lethe.settle();
        int entries = proofs().size();
        long erasures = bean(Erasures.class).count();

        Done done = (Done) run();

        assertThat(done.destroyed()).isEqualTo(3);
        assertThat(old)
                .allSatisfy(id -> assertThat(open(id))
                        .isInstanceOfSatisfying(
                                Opened.Erased.class,
                                erased -> assertThat(erased.ground().code()).isEqualTo("retention")));
        assertThat(open(young)).isInstanceOf(Opened.Known.class);
        RunRow row = row(done.run());
        assertThat(List.of(row.due(), row.destroyed())).containsExactly(3L, 3L);
        assertThat(row.officer()).isNull();
        assertThat(bean(ExpiryRuns.class).batches(done.run()))
                .singleElement()
                .matches(batch -> batch.complete() && batch.size() == 3);
        assertThat(proofs()).hasSize(entries + 1);
        assertThat(bean(Submissions.class).counts().get(form.id()).live())
                .as("counts stay right")
                .isEqualTo(4);
        assertThat(bean(Erasures.class).count())
                .as("apart from officers' erasures")
                .isEqualTo(erasures);
        assertThat(bean(Fates.class).of(old.getFirst())).contains(new Fate.Gone());
    }

    @Test
    void a_second_run_finds_nothing_left() {
        send(9, 2);
        assertThat(((Done) run()).destroyed()).isEqualTo(2);
        int entries = proofs().size();

        assertThat(((Done) run()).destroyed()).isZero();

        assertThat(proofs()).hasSize(entries);
    }

    @Test
    void too_large_a_share_waits_for_a_second_look_at_exactly_that() {
        List<SubmissionId> old = send(9, 101);

        Refused refused = (Refused) run();
        assertThat(refused.why()).isEqualTo(ExpiryRefusal.TOO_MANY);
        assertThat(row(refused.run()).destroyed()).isZero();
        assertThat(open(old.getFirst())).isInstanceOf(Opened.Known.class);
        assertThat(look(today(), 100)).isInstanceOf(Changed.class);
        assertThat(look(today().minusDays(1), 101)).isInstanceOf(Changed.class);
        assertThat(open(old.getFirst())).isInstanceOf(Opened.Known.class);

        assertThat(((Done) look(today(), 101)).destroyed()).isEqualTo(101);
        assertThat(old).allSatisfy(id -> assertThat(open(id)).isInstanceOf(Opened.Erased.class));
        assertThat(proofs().getLast().actor())
                .as("on whose word")
                .isEqualTo(officer.account().value());
    }

    @Test
    void a_clock_that_jumped_ahead_is_refused_until_somebody_says_that_it_is_right() {
        SubmissionId young = send(1);
        lethe.settle();
        lethe.clock().later(Duration.ofDays(30));

        Refused refused = (Refused) run();

        assertThat(refused.why()).isEqualTo(ExpiryRefusal.CLOCK_AHEAD);
        RunRow row = row(refused.run());
        assertThat(Duration.between(row.before(), row.after())).isGreaterThan(Duration.ofDays(29));
        assertThat(open(young)).isInstanceOf(Opened.Known.class);
        assertThat(((Done) look()).destroyed()).isPositive();
        assertThat(open(young)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void a_clock_that_was_set_back_is_refused() {
        lethe.clock().later(Duration.ofHours(-2));
        try {
            assertThat(((Refused) run()).why()).isEqualTo(ExpiryRefusal.CLOCK_BEHIND);
        } finally {
            lethe.clock().later(Duration.ofHours(2));
        }
    }

    @Test
    void no_batch_is_larger_than_a_thousand() {
        send(9, 1_003);
        int entries = proofs().size();

        Done done = (Done) look();

        assertThat(done.destroyed()).isEqualTo(1_003);
        assertThat(proofs().subList(entries, entries + 2))
                .extracting(ErasureProof::keys)
                .containsExactly(1_000L, 3L);
        assertThat(proofs()).hasSize(entries + 2);
        assertThat(row(done.run()).destroyed()).isEqualTo(1_003);
    }

    private static ExpiryRunId begun(long allowed) {
        var run = new ExpiryRunId(UUID.randomUUID());
        assertThat(bean(ExpiryDesk.class)
                        .begin(
                                run,
                                new ExpiryDesk.Request(
                                        today(),
                                        ExpiryCause.DAILY,
                                        null,
                                        false,
                                        List.of(new RecordCount(
                                                "submissions", form.id().toString(), allowed)),
                                        List.of(new FeatureCount("submissions", allowed))),
                                Activity.NOTHING))
                .isEmpty();
        return run;
    }

    private static UUID key(SubmissionId id) {
        return bean(Submissions.class).byId(id).orElseThrow().parts().getFirst().keyId();
    }

    @Test
    void a_run_that_was_cut_off_is_carried_on_with_the_rest_and_counts_what_it_did_before() {
        List<SubmissionId> old = send(9, 3);
        var run = begun(3);
        bean(ExpiryDesk.class)
                .destroy(
                        run,
                        new ErasureId(UUID.randomUUID()),
                        List.of(new RecordCount("submissions", form.id().toString(), 1)),
                        List.of(Set.of(key(old.getFirst()))),
                        null);
        // And one that the vault never had: it does not take a key twice
        UUID twice = UUID.randomUUID();
        assertThatThrownBy(() -> bean(ExpiryDesk.class)
                        .destroy(
                                run,
                                new ErasureId(UUID.randomUUID()),
                                List.of(new RecordCount("submissions", form.id().toString(), 2)),
                                List.of(Set.of(twice), Set.of(twice, UUID.randomUUID())),
                                null))
                .isInstanceOf(IllegalArgumentException.class);
        lethe.settle();
        assertThat(bean(ExpiryRuns.class).underWay().orElseThrow().id()).isEqualTo(run);

        Done next = (Done) run();

        assertThat(next.destroyed()).isZero();
        assertThat(row(run).destroyed()).isEqualTo(3);
        assertThat(row(run).completedAt()).isNotNull();
        assertThat(bean(ExpiryRuns.class).batches(run))
                .as("the batch that the vault never had is told of once")
                .hasSize(2)
                .allMatch(ExpiryRuns.Batch::complete);
        assertThat(old).allSatisfy(id -> assertThat(open(id)).isInstanceOf(Opened.Erased.class));
    }

    /** The rows of two submissions, each with the other's keys and tokens. */
    private static void exchangeKeys(SubmissionId one, SubmissionId other) {
        UUID aside = UUID.randomUUID();
        String move = "UPDATE read_submissions.part SET submission = ? WHERE submission = ?";
        var rows = new JdbcTemplate(lethe.events());
        rows.update(move, aside, one.value());
        rows.update(move, one.value(), other.value());
        rows.update(move, other.value(), aside);
    }

    @Test
    void rows_that_somebody_changed_have_nothing_destroyed_too_early_and_nobody_else() {
        var rows = new JdbcTemplate(lethe.events());
        List<SubmissionId> old = send(9, 3);
        SubmissionId fresh = send(1);
        SubmissionId young = send(2);
        SubmissionId exchanged = send(2);
        Published other = publish(400);
        SubmissionId elsewhere = lethe.bring(
                        other, lethe.clock().instant().minus(Duration.ofDays(9)), "q1", "Ada elsewhere")
                .submission();
        lethe.settle();
        rows.update(
                "UPDATE read_submissions.submission SET received_at = received_at - interval '30 days' WHERE id = ?",
                fresh.value());
        exchangeKeys(old.getFirst(), exchanged);
        rows.update(
                "UPDATE read_submissions.submission SET form = ?, version = 1 WHERE id = ?",
                form.id().value(),
                elsewhere.value());
        rows.update(
                "UPDATE read_submissions.submission SET received_at = ?, status_at = NULL WHERE id = ?",
                lethe.clock().instant().minus(Duration.ofDays(20)).atOffset(ZoneOffset.UTC),
                young.value());

        Done done = (Done) look();

        exchangeKeys(old.getFirst(), exchanged);
        lethe.settle();
        assertThat(List.of(fresh, young, exchanged, elsewhere))
                .allSatisfy(id -> assertThat(open(id)).isInstanceOf(Opened.Known.class));
        assertThat(old.subList(1, 3)).allSatisfy(id -> assertThat(open(id)).isInstanceOf(Opened.Erased.class));
        assertThat(open(old.getFirst())).as("its row was changed, too").isInstanceOf(Opened.Known.class);
        assertThat(done.destroyed()).isEqualTo(2);
        assertThat(bean(ExpiryRuns.class).leftOut(done.run()))
                .containsExactly(new LeftOut("submissions", form.id().toString(), LeftOut.Reason.NOT_AS_RECORDED, 4));
        assertThat(signedIn(officer)
                        .page("/staff/retention/runs/" + done.run())
                        .select("#left-out")
                        .text())
                .contains("is not what their events say");
        // As a rebuild leaves it
        for (SubmissionId id : List.of(fresh, young))
            rows.update(
                    "UPDATE read_submissions.submission SET received_at = ? WHERE id = ?",
                    lethe.clock().instant().atOffset(ZoneOffset.UTC),
                    id.value());
        rows.update(
                "UPDATE read_submissions.submission SET form = ? WHERE id = ?",
                other.id().value(),
                elsewhere.value());
        assertThat(((Done) look()).destroyed()).isOne();
    }

    @Test
    void a_shorter_retention_in_a_read_model_has_nothing_destroyed_too_early() {
        var rows = new JdbcTemplate(lethe.events());
        SubmissionId young = send(3);
        lethe.settle();
        String said = "UPDATE read_forms.version SET definition = replace(definition, ?, ?) WHERE form = ?"
                + " AND position(? IN definition) > 0";
        String seven = "\"retentionDays\":7";
        String one = "\"retentionDays\":1";
        assertThat(rows.update(said, seven, one, form.id().value(), seven)).isOne();
        Done done = (Done) look();
        assertThat(rows.update(said, one, seven, form.id().value(), one)).isOne();
        lethe.settle();
        assertThat(open(young)).isInstanceOf(Opened.Known.class);
        assertThat(done.destroyed()).isZero();
    }

    @Test
    void one_key_that_the_vault_does_not_know_or_that_is_broken_stays_and_all_others_go() throws SQLException {
        List<SubmissionId> old = send(9, 4);
        SubmissionId unknown = old.get(0);
        SubmissionId broken = old.get(1);
        var vaultRows = new JdbcTemplate(lethe.vault());
        // As in a vault that was restored from before it came, and in one that somebody wrote to
        Map<String, Object> row = vaultRows.queryForMap("SELECT * FROM vault.key WHERE key_id = ?", key(unknown));
        vaultRows.update("DELETE FROM vault.key WHERE key_id = ?", key(unknown));
        String flip =
                "UPDATE vault.key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)" + " WHERE key_id = ?";
        vaultRows.update(flip, key(broken));

        Done done = (Done) run();
        Done next = (Done) run();

        assertThat(List.of(done.destroyed(), next.destroyed())).containsExactly(2L, 0L);
        assertThat(old.subList(2, 4)).allSatisfy(id -> assertThat(open(id)).isInstanceOf(Opened.Erased.class));
        lethe.settle();
        for (ExpiryRunId each : List.of(done.run(), next.run()))
            assertThat(bean(ExpiryRuns.class).leftOut(each))
                    .containsExactlyInAnyOrder(
                            new LeftOut("submissions", form.id().toString(), LeftOut.Reason.UNKNOWN_KEY, 1),
                            new LeftOut("submissions", form.id().toString(), LeftOut.Reason.BROKEN_KEY, 1));
        assertThat(bean(KeyVault.class).pending()).isEmpty();
        assertThat(signedIn(officer)
                        .page("/staff/retention/runs/" + done.run())
                        .select("#left-out")
                        .text())
                .contains("does not know a key", "does not unseal");
        vaultRows.update(flip, key(broken));
        vaultRows.update(
                "INSERT INTO vault.key (key_id, prefix, own, epoch, wrapped, mac) VALUES (?, ?, ?, ?, ?, ?)",
                row.get("key_id"),
                row.get("prefix"),
                row.get("own"),
                row.get("epoch"),
                row.get("wrapped"),
                row.get("mac"));
        assertThat(((Done) run()).destroyed()).as("once it is mended").isEqualTo(2);
    }

    @Test
    void what_only_the_vault_knows_to_be_held_stays_and_is_said_to() throws Exception {
        List<SubmissionId> old = send(9, 2);
        try (Connection vault = lethe.vault().getConnection()) {
            VaultRows.hold(vault, root, key(old.getFirst()), new Ground("gdpr-17-3-e"));
        }

        Done done = (Done) run();

        assertThat(done.destroyed()).isEqualTo(1);
        assertThat(open(old.get(0))).isInstanceOf(Opened.Known.class);
        assertThat(open(old.get(1))).isInstanceOf(Opened.Erased.class);
        lethe.settle();
        assertThat(bean(ExpiryRuns.class).leftOut(done.run()))
                .containsExactly(new LeftOut("submissions", form.id().toString(), LeftOut.Reason.HELD, 1));
        try (Connection vault = lethe.vault().getConnection()) {
            VaultRows.release(vault, key(old.getFirst()));
        }
        assertThat(((Done) run()).destroyed()).isEqualTo(1);
    }

    @Test
    void what_is_restricted_stays_and_is_said_to_until_that_is_lifted() {
        List<SubmissionId> old = send(9, 2);
        KeyVault vault = bean(KeyVault.class);
        vault.restrict(Set.of(key(old.getFirst())), RestrictionGround.PERSONS_OWN_CLAIM.code());

        Done done = (Done) run();

        assertThat(done.destroyed()).isEqualTo(1);
        assertThat(open(old.get(0))).isInstanceOf(Opened.Restricted.class);
        assertThat(open(old.get(1))).isInstanceOf(Opened.Erased.class);
        lethe.settle();
        assertThat(bean(ExpiryRuns.class).leftOut(done.run()))
                .containsExactly(new LeftOut("submissions", form.id().toString(), LeftOut.Reason.RESTRICTED, 1));
        assertThat(signedIn(officer)
                        .page("/staff/retention/runs/" + done.run())
                        .select("#left-out")
                        .text())
                .contains("Their processing is restricted");
        vault.liftRestriction(Set.of(key(old.getFirst())));
        assertThat(((Done) run()).destroyed()).isEqualTo(1);
    }

    @Test
    void what_was_swept_before_it_was_tidied_is_not_due_for_ever() {
        List<SubmissionId> old = send(9, 2);
        ((Done) run()).run();
        bean(KeyVault.class).sweep();
        // As after a rebuild that was cut off before its tidying: a token is there again
        var read = new JdbcTemplate(bean(DataSource.class));
        var tokens = read.update(
                "UPDATE read_submissions.part SET token = '\\x00', erased_at = NULL,"
                        + " erased_ground = NULL WHERE submission = ?",
                old.getFirst().value());
        assertThat(tokens).isPositive();
        read.update(
                "UPDATE read_submissions.submission SET living = true WHERE id = ?",
                old.getFirst().value());
        assertThat(bean(DuePreview.class).look().outlook().due()).isEqualTo(1);

        assertThat(((Done) run()).destroyed()).isZero();

        assertThat(bean(DuePreview.class).look().outlook().due()).isZero();
    }

    @Test
    void a_run_that_was_cut_off_takes_no_more_than_it_was_allowed() {
        List<SubmissionId> old = send(9, 2);
        var run = begun(1);
        lethe.settle();

        assertThat(bean(Expiry.class).carryOn()).contains(new Done(run, 0));

        assertThat(old).allSatisfy(id -> assertThat(open(id)).isInstanceOf(Opened.Known.class));
        assertThat(row(run).completedAt()).isNotNull();
        assertThat(bean(Expiry.class).carryOn()).isEmpty();
        assertThat(((Done) run()).destroyed()).isEqualTo(2);
    }

    /** It is looked at every two seconds. */
    private static void awaitHealth(Client reader, int status) throws InterruptedException {
        for (int tries = 0; reader.get("/actuator/health").statusCode() != status && tries < 600; tries++)
            Thread.sleep(100);
        assertThat(reader.get("/actuator/health").statusCode()).isEqualTo(status);
    }

    @Test
    void officers_see_what_goes_and_take_the_second_look_and_others_do_not() throws InterruptedException {
        List<SubmissionId> old = send(9, 102);
        ((Refused) run()).run();
        lethe.settle();
        Client reader = signedIn(officer);

        Document page = reader.page("/staff/retention");
        assertThat(page.select("#due").text()).startsWith("102 of ");
        assertThat(page.select("#refusal").text()).contains("More would go at once than the limit allows", "up to 100");
        assertThat(page.select("#forms").text()).contains("7 days after they were sent");
        assertThat(page.select("#runs tbody tr").first().text()).contains("Refused", "Lethe, by itself");
        awaitHealth(reader, 503);
        assertThat(reader.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

        Document look = reader.page(page.select("#second-look").attr("href"));
        assertThat(look.select("#forms tbody tr")).hasSize(1);
        assertThat(look.text()).contains("102", "This cannot be undone");
        Element order = Client.formWith(look, "input[name=records]");
        send(9, 1);
        Document again = reader.submit(order);
        assertThat(again.title()).startsWith("Error: ");
        assertThat(again.text()).contains("has changed since you looked");
        assertThat(open(old.getFirst())).isInstanceOf(Opened.Known.class);

        Document done = reader.submit(Client.formWith(again, "input[name=records]"));
        assertThat(done.location()).contains("/staff/retention/runs/");
        for (int tries = 0; done.select("#state").text().equals("Under way") && tries < 1_000; tries++)
            done = reader.page(URI.create(done.location()).getPath());
        assertThat(done.select("#state").text()).isEqualTo("Complete");
        assertThat(done.select("#destroyed").text()).isEqualTo("103");
        assertThat(done.select("#cause").text()).isEqualTo("officer");
        assertThat(open(old.getFirst())).isInstanceOf(Opened.Erased.class);
        awaitHealth(reader, 200);
        Document proof = reader.page(done.select("#batches a").first().attr("href"));
        assertThat(proof.text()).contains("Nothing of it opens any more", "Its time was over");

        Client other = signedIn(administrator);
        assertThat(other.page("/staff/retention").select("#second-look")).isEmpty();
        assertThat(other.get("/staff/retention/second-look").statusCode()).isEqualTo(403);
        assertThat(signedIn(editor).get("/staff/retention").statusCode()).isEqualTo(403);
        assertThat(reader.page("/staff/audit?kind=expiry.refused").text())
                .contains("too large a share of all submissions");
    }

    @Test
    void the_command_line_previews_refuses_and_confirms() {
        send(9, 103);
        send(3, 1);
        var lines = new ArrayList<String>();
        var output = new Output() {
            @Override
            public void line(String text) {
                lines.add(text);
            }

            @Override
            public void progress(String text) {}
        };
        Tasks tasks = bean(Tasks.class);

        tasks.run("expire", List.of("preview"), output);
        assertThat(lines.getFirst()).contains(": 103 of ");
        assertThat(String.join("\n", lines)).contains("103 now, 104 within 7 days, 104 within 30 days, received");
        assertThat(lines.getLast()).contains("It would be refused", "--confirm=103");
        assertThatThrownBy(() -> tasks.run("expire", List.of(), output))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("too large a share", "--confirm=103");
        assertThatThrownBy(() -> tasks.run("expire", List.of("102"), output))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("103 records are due now, and not 102");

        lines.clear();
        tasks.run("expire", List.of("103"), output);
        assertThat(lines).containsExactly("Records destroyed: 103");
        lines.clear();
        tasks.run("expire", List.of(), output);
        assertThat(lines).containsExactly("Records destroyed: 0");
    }
}
