package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.ErasureOutcome;
import dev.lethe.command.privacy.VaultChecks;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.RestrictionGround;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.submissions.SavedViews;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.processes.retention.Expiry;
import dev.lethe.processes.retention.RunOutcome;
import dev.lethe.processes.retention.SecondLook;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.OpeningRestricted;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Restricting;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestForms;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.retention.DuePreview;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was ever stored is read for ever: dumps of both databases and the root state, one for each version of their formats, as
 * that version wrote them. From each a Lethe of today starts, opens, erases and rebuilds.
 *
 * <p>A new one is written, into a directory of its own that nobody changes afterwards, by
 * {@code mvn -o -pl ui -am test -Dtest=StoredFormatsTest -Dlethe.formats.write=src/test/resources/stored/<number>
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class StoredFormatsTest {

    private static final Path STORED = Path.of("src/test/resources/stored");

    private static final String OFFICER = "member2@lethe.example";
    /** Whose address was another one first. */
    private static final String EDITOR = "moved@lethe.example";

    private static final String STAYS = "alan@example.org";
    private static final String ERASED = "grace@example.org";
    private static final String KEPT = "ada@example.org";
    /** From the third version on. */
    private static final String RESTRICTED = "rosalind@example.org";

    static Stream<Path> versions() throws IOException {
        try (Stream<Path> all = Files.list(STORED)) {
            return all.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void what_was_stored_then_opens_is_erased_and_rebuilt_now(Path version, @TempDir Path root) throws Exception {
        assertThat(size(version)).isLessThan(1_000_000);
        copy(version.resolve("root"), root);
        DataSource events = restored(version.resolve("lethe"), "flyway_schema_history", "db/lethe");
        DataSource vault = restored(version.resolve("vault"), "schema_history", "db/vault");
        try (TestLethe lethe = TestLethe.start(root, events, vault)) {
            lethe.settle();
            var keys = lethe.bean(KeyVault.class);
            lethe.clock()
                    .set(Instant.parse(
                            Files.readString(version.resolve("written")).strip())); // when its drafts lived
            assertThat(keys.restores()).isEmpty();
            assertThat(lethe.bean(VaultChecks.class).check()).isZero();
            assertEverythingElseIsThere(
                    lethe, Files.readString(version.resolve("link")).strip());
            var officer = new Client(lethe.address()).signIn(OFFICER, TestLethe.PASSWORD);
            assertThat(found(officer, STAYS)).contains("The lamp is broken").contains("07700 900123");
            assertThat(found(officer, KEPT)).contains("Kept for a claim").doesNotContain("Not kept");
            assertThat(keys.enquire(Identifier.email(ERASED), Population.PUBLIC))
                    .isEmpty();

            if (Integer.parseInt(version.getFileName().toString()) >= 3) assertRestricted(lethe, officer);

            ErasureId again = new ErasureId(UUID.randomUUID());
            assertThat(erase(lethe, again, STAYS, Map.of())).isInstanceOf(ErasureOutcome.Complete.class);
            assertThat(keys.enquire(Identifier.email(STAYS), Population.PUBLIC)).isEmpty();
            assertThat(keys.opensNothing(again.value())).isTrue();

            ReadModels models = lethe.bean(ReadModels.class);
            models.names().forEach(name -> models.rebuild(name, _ -> {}));
            lethe.settle();
            Client editor = lethe.visitor().signIn(EDITOR, TestLethe.PASSWORD);
            assertThat(editor.page("/staff/submissions").text()).contains("Only the lamps");
            assertThat(found(officer, KEPT)).contains("Kept for a claim");
            keys.sweep();
            // What was kept is held still
            UUID held = enquiry(lethe, KEPT).keys().getFirst().keyId();
            assertThatThrownBy(() -> lethe.bean(ErasureDesk.class)
                            .eraseRecord(
                                    new ErasureId(UUID.randomUUID()),
                                    Set.of(held),
                                    ErasureGround.CONSENT_WITHDRAWN,
                                    lethe.member("Olga", Role.PRIVACY_OFFICER).account()))
                    .isInstanceOf(dev.lethe.shredding.HeldException.class);
        }
    }

    /** The note, the file, the view of somebody whose address changed, and what somebody wants to come back to. */
    private static void assertEverythingElseIsThere(TestLethe lethe, String link) {
        Client editor = lethe.visitor().signIn(EDITOR, TestLethe.PASSWORD);
        assertThat(editor.page("/staff/submissions").text()).contains("Only the lamps");
        String submission = lethe.database()
                .sql("SELECT submission FROM read_submissions.note")
                .query(String.class)
                .single();
        Document page = editor.page("/staff/submissions/" + submission);
        assertThat(page.text()).contains("Somebody went to look");
        String file = page.selectFirst("a[href*=/files/]").attr("href");
        assertThat(editor.get(file).body()).isEqualTo(new String(PDF, StandardCharsets.US_ASCII));
        Client back = lethe.visitor().open(link).press("Continue");
        assertThat(back.value("q3")).isEqualTo("Begun, and not sent");
        assertThat(back.text()).contains("begun.pdf");
        assertThat(lethe.bean(KeyVault.class).proofs(1))
                .extracting(proof -> proof.ground().code())
                .contains("retention", ErasureGround.CONSENT_WITHDRAWN.code().code());
    }

    /** The officer sees it, and that it is; nobody else does. */
    private static void assertRestricted(TestLethe lethe, Client officer) {
        assertThat(found(officer, RESTRICTED)).contains("Whether this is true is disputed", "Restricted");
        UUID key = enquiry(lethe, RESTRICTED).keys().getFirst().keyId();
        assertThat(lethe.bean(OpeningRestricted.class).restrictions(Set.of(key)).get(key))
                .extracting(restriction -> restriction.ground().code())
                .isEqualTo(RestrictionGround.ACCURACY_CONTESTED.code().code());
        Client editor = lethe.visitor().signIn(EDITOR, TestLethe.PASSWORD);
        String list = editor.page(editor.page("/staff/submissions")
                        .selectFirst("main a[href*=/submissions/forms/]")
                        .attr("href"))
                .text();
        assertThat(list).contains("The lamp is broken").doesNotContain("is disputed");
    }

    private static String found(Client officer, String email) {
        Document page = officer.page("/staff/people");
        return officer.submit(Client.formWith(page, "input[name=email]"), "email", email)
                .text();
    }

    private static Enquiry enquiry(TestLethe lethe, String email) {
        return lethe.bean(KeyVault.class)
                .enquire(Identifier.email(email), Population.PUBLIC)
                .orElseThrow();
    }

    private static ErasureOutcome erase(TestLethe lethe, ErasureId erasure, String email, Map<UUID, KeepGround> kept) {
        return lethe.bean(ErasureDesk.class)
                .erasePerson(
                        erasure,
                        enquiry(lethe, email).id(),
                        kept,
                        ErasureOrder.Person.ALL,
                        true,
                        ErasureGround.CONSENT_WITHDRAWN,
                        lethe.member("Otto " + erasure.value(), Role.PRIVACY_OFFICER)
                                .account());
    }

    // --- Writing one ---

    private static final byte[] PDF = "%PDF-1.7\nof a broken lamp".getBytes(StandardCharsets.US_ASCII);

    @Test
    @EnabledIfSystemProperty(named = "lethe.formats.write", matches = ".+")
    void write(@TempDir Path root) throws Exception {
        Path into = Path.of(System.getProperty("lethe.formats.write"));
        if (Files.exists(into)) throw new IllegalStateException(into + " is there already, and stays as it is");
        try (TestLethe lethe = TestLethe.start(root)) {
            TestLethe.Member officer = lethe.member("Ophelia Officer", Role.PRIVACY_OFFICER);
            assertThat(officer.email()).isEqualTo(OFFICER);
            var lasting = lethe.publish(TestForms.form(
                            "Report a lamp",
                            null,
                            TestForms.question(1, FieldType.EMAIL, "Your email"),
                            new Field(
                                    FieldId.of(2),
                                    FieldType.TELEPHONE,
                                    "Your telephone",
                                    "",
                                    false,
                                    List.of(),
                                    null,
                                    0,
                                    Identifies.PHONE),
                            TestForms.question(3, FieldType.MULTI_LINE, "What is wrong"),
                            TestForms.optional(4, FieldType.FILE)
                                    .within(new Limits(null, "", "", List.of(FileKind.PDF), null)))
                    .with(Layout.ONE_PAGE));
            var month = lethe.publish(TestForms.form(
                    "Say something",
                    30,
                    TestForms.question(1, FieldType.EMAIL, "Your email"),
                    TestForms.question(2, FieldType.MULTI_LINE, "What")));
            Client stays = lethe.visitor().open(lasting.address());
            stays.type("q1", STAYS)
                    .type("q2", "07700 900123")
                    .type("q3", "The lamp is broken")
                    .attach("q4", "lamp.pdf", PDF)
                    .press("Send report");
            lethe.settle();
            UUID submission = lethe.database()
                    .sql("SELECT id FROM read_submissions.submission")
                    .query(UUID.class)
                    .single();
            lethe.submit(month, "q1", STAYS, "q2", "Nothing more");
            lethe.submit(month, "q2", "From nobody");
            lethe.submit(lasting, "q1", ERASED, "q3", "Never to be read again");
            lethe.submit(lasting, "q1", KEPT, "q3", "Kept for a claim");
            UUID kept = enquiry(lethe, KEPT).keys().getFirst().keyId();
            lethe.submit(lasting, "q1", KEPT, "q3", "Not kept");
            lethe.submit(lasting, "q1", RESTRICTED, "q3", "Whether this is true is disputed");
            lethe.bean(Restricting.class)
                    .restrict(
                            Set.of(enquiry(lethe, RESTRICTED).keys().getFirst().keyId()),
                            RestrictionGround.ACCURACY_CONTESTED.code());
            lethe.settle();
            erase(lethe, new ErasureId(UUID.randomUUID()), KEPT, Map.of(kept, KeepGround.LEGAL_CLAIMS));
            erase(lethe, new ErasureId(UUID.randomUUID()), ERASED, Map.of());
            // One record alone, one whose time was over, and what was put right
            SubmissionId alone = lethe.submit(month, "q2", "One alone").submission();
            lethe.bring(month, lethe.clock().instant().minus(Duration.ofDays(40)), "q2", "Its time is over");
            lethe.settle();
            lethe.bean(ErasureDesk.class)
                    .eraseRecord(
                            new ErasureId(UUID.randomUUID()),
                            Set.of(lethe.bean(Submissions.class)
                                    .byId(alone)
                                    .orElseThrow()
                                    .parts()
                                    .getFirst()
                                    .keyId()),
                            ErasureGround.CONSENT_WITHDRAWN,
                            officer.account());
            Expiry expiry = lethe.bean(Expiry.class);
            var due = lethe.bean(DuePreview.class).look().outlook();
            assertThat(expiry.run(
                            ExpiryCause.OFFICER,
                            officer.account(),
                            new SecondLook(due.day(), due.due()),
                            new Expiry.Progress() {}))
                    .isInstanceOf(RunOutcome.Done.class);
            TestLethe.Member editor = lethe.member("Edith Editor", Role.EDITOR);
            lethe.readers(lasting, editor);
            String page = "/staff/submissions/" + submission;
            assertThat(editor.client()
                            .postFromPage(
                                    page,
                                    page + "/notes",
                                    "note",
                                    UUID.randomUUID().toString(),
                                    "text",
                                    "Somebody went to look")
                            .statusCode())
                    .isBetween(300, 399);
            lethe.bean(SavedViews.class)
                    .save(
                            new ViewId(UUID.randomUUID()),
                            editor.account(),
                            "Only the lamps",
                            new ViewSettings(null, null, null, null, Set.of(), false, null, true, 50));
            lethe.settle();
            assertThat(lethe.bean(Staff.class).changeAddress(editor.account(), EDITOR, officer.account(), () -> {}))
                    .isEqualTo(Staff.AddressOutcome.CHANGED);
            Client begun = lethe.visitor().open(lasting.address());
            begun.type("q3", "Begun, and not sent")
                    .attach("q4", "begun.pdf", PDF)
                    .press("Save and come back later");
            Files.createDirectories(into);
            Files.writeString(
                    into.resolve("link"),
                    begun.page().getElementById("link").text().replaceFirst("https?://[^/]+", "") + "\n");
            Files.writeString(into.resolve("written"), lethe.clock().instant() + "\n");
            lethe.bean(KeyVault.class).sweep();
            lethe.settle();
            for (var database :
                    Map.of("lethe", lethe.events(), "vault", lethe.vault()).entrySet())
                try (Connection connection = database.getValue().getConnection()) {
                    Databases.dump(connection, into.resolve(database.getKey()));
                }
        }
        // Once it is closed: as a backup of a stopped one
        for (String file : List.of("root.state", "root.copy", "ledger"))
            copyFile(root.resolve(file), into.resolve("root").resolve(file));
        try (Stream<Path> all = Files.walk(into)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                boolean rebuilt = name.startsWith("read_")
                        || name.equals("public.tracking_token")
                        || name.equals("public.projection");
                boolean empty = Files.size(file) == 0 && !name.equals("sequences");
                if (rebuilt || empty) Files.delete(file);
            }
        }
    }

    // --- Files and databases ---

    private static long size(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            long size = 0;
            for (Path file : all.filter(Files::isRegularFile).toList()) size += Files.size(file);
            return size;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.list(from)) {
            for (Path file : all.toList()) copyFile(file, to.resolve(file.getFileName()));
        }
    }

    private static void copyFile(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }

    /** With the tables of that version: only the migrations that it knew are run. */
    private static DataSource restored(Path dump, String history, String migrations) throws IOException, SQLException {
        DataSource database = TestPostgres.freshDatabase();
        boolean vault = migrations.endsWith("vault");
        Path known = Files.createTempDirectory("migrations");
        List<String> rows = Files.readAllLines(dump.resolve((vault ? "vault." : "public.") + history));
        for (String row : rows) {
            String script = row.split("\t")[4];
            if (!script.endsWith(".sql")) continue;
            try (InputStream in = StoredFormatsTest.class.getResourceAsStream("/" + migrations + "/" + script)) {
                assertThat(in).as("the migration %s, which is for ever", script).isNotNull();
                Files.copy(in, known.resolve(script));
            }
        }
        var flyway = Flyway.configure()
                .dataSource(database)
                .locations("filesystem:" + known)
                .outOfOrder(true);
        if (vault) flyway.schemas("vault").createSchemas(true).table(history);
        flyway.load().migrate();
        try (Connection connection = database.getConnection()) {
            Databases.restore(connection, dump);
        }
        return database;
    }
}
