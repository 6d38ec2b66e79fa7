package dev.lethe.specimen;

import static dev.lethe.specimen.Remark.REMARK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.processes.records.EndsWithKeys;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.records.AllRecords;
import dev.lethe.query.records.RegisterEntry;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Sealing;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A feature that the product does not have stands wherever one has to, by what it says of itself alone: on the page of a person, in an
 * order, in an erasure, in what is tidied and what ends with it, in the register.
 */
class AnyFeatureTest {

    /** What runs for a person until it is told of destroyed keys. */
    static class Runs implements EndsWithKeys {
        private final Set<UUID> ended = ConcurrentHashMap.newKeySet();

        @Override
        public void end(Consumer<Consumer<DestroyedKey>> destroyed) {
            destroyed.accept(key -> ended.add(key.keyId()));
        }
    }

    /** Something else that runs, and cannot be ended now. */
    static class Fails implements EndsWithKeys {
        private static volatile boolean failing;

        @Override
        public void end(Consumer<Consumer<DestroyedKey>> destroyed) {
            if (failing) throw new IllegalStateException("It cannot be ended now");
        }
    }

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static Client officer;

    @BeforeAll
    static void start() {
        lethe = TestLethe.with(
                root,
                SpecimensProjection.class,
                SpecimenRecords.class,
                SpecimensByEvents.class,
                SpecimenWords.class,
                SpecimenRoutes.class,
                SpecimenController.class,
                Fails.class,
                Runs.class);
        officer = lethe.member("Olive Officer", Role.PRIVACY_OFFICER).client();
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    /** A specimen of somebody with this address, as a feature of the product takes one in. */
    private static UUID keep(String email, String remark) {
        return keep(email, remark, Instant.now());
    }

    private static UUID keep(String email, String remark, Instant at) {
        var id = new SpecimenId(UUID.randomUUID());
        Owner owner = new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(Identifier.email(email)));
        try (RecordKeys keys = lethe.bean(Sealing.class).newKeys(List.of(owner))) {
            var kept = new SpecimenEvent.SpecimenKept(id, keys.seal(0, REMARK.in(id), new Remark(remark)), at);
            lethe.bean(EventStore.class).publish(new GenericDomainEventMessage<>("Specimen", id.toString(), 0, kept));
            lethe.settle();
            return keys.keyId(0);
        }
    }

    private static Document find(String email) {
        return officer.press(officer.page("/staff/people"), "Find", "email", email);
    }

    private static long living() {
        return lethe.database()
                .sql("SELECT count(*) FROM read_specimens.specimen WHERE token IS NOT NULL")
                .query(Long.class)
                .single();
    }

    private static void awaitLiving(long tokens) {
        for (int tries = 0; tries < 3_000 && living() != tokens; tries++) LockSupport.parkNanos(20_000_000);
        assertThat(living()).as("tidied").isEqualTo(tokens);
    }

    @Test
    void it_is_on_the_page_of_a_person_and_in_the_order_and_goes_with_the_erasure() {
        UUID key = keep("gone@example.org", "a marmalade remark");
        keep("stays@example.org", "a remark that stays");
        long before = living();

        Document person = find("gone@example.org");
        assertThat(person.text()).contains("Specimens", "A specimen", "What was remarked", "a marmalade remark");
        assertThat(person.text()).doesNotContain("a remark that stays");
        Document order = officer.press(person, "Check what will be destroyed", "ground", "CONSENT_WITHDRAWN");
        assertThat(order.select("#destroyed").text()).contains("A specimen: 1");
        Document proof = officer.press(order, "Erase this person");
        assertThat(proof.select("#check").text()).contains("Nothing of it opens any more");

        awaitLiving(before - 1);
        assertThat(lethe.bean(Runs.class).ended).contains(key);
        assertThat(find("gone@example.org").text()).contains("Nobody found");
        assertThat(find("stays@example.org").text()).contains("a remark that stays");
    }

    @Test
    void it_goes_also_where_something_else_cannot_be_ended() {
        UUID key = keep("beside@example.org", "a remark beside something that fails");
        Document order = officer.press(
                find("beside@example.org"), "Check what will be destroyed", "ground", "CONSENT_WITHDRAWN");
        long before = living() - 1;
        Fails.failing = true;
        try {
            officer.press(order, "Erase this person");

            awaitLiving(before);
            assertThat(lethe.bean(Runs.class).ended).contains(key);
        } finally {
            Fails.failing = false;
        }
    }

    @Test
    void it_can_be_kept_on_a_ground() {
        keep("keeps@example.org", "a remark to keep");
        Document person = find("keeps@example.org");
        String keep = person.select("select[name^=keep-specimens-]").attr("name");

        Document order = officer.press(
                person, "Check what will be destroyed", "ground", "CONSENT_WITHDRAWN", keep, "LEGAL_CLAIMS");

        assertThat(order.select("#kept").text()).contains("A specimen", "Legal claims");
        Document proof = officer.press(order, "Erase this person");
        assertThat(proof.select("#kept").text()).contains("Legal claims");
    }

    @Test
    void it_is_tidied_after_a_rebuild() {
        keep("rebuilt@example.org", "a remark");
        Document order = officer.press(
                find("rebuilt@example.org"), "Check what will be destroyed", "ground", "CONSENT_WITHDRAWN");
        long before = living() - 1;
        officer.press(order, "Erase this person");
        awaitLiving(before);

        lethe.bean(ReadModels.class).rebuild("specimens", _ -> {});

        assertThat(living()).isEqualTo(before);
    }

    @Test
    void it_goes_when_its_time_is_over_and_the_pages_of_the_retention_say_so() {
        Instant now = lethe.clock().instant();
        keep("over@example.org", "a remark whose time is over", now.minus(Duration.ofDays(200)));
        keep("not-over@example.org", "a remark with days to live", now.minus(Duration.ofDays(20)));
        long before = living();
        assertThat(officer.page("/staff/retention").text()).contains("A specimen", "What was remarked");

        Document look = officer.page("/staff/retention/second-look");
        assertThat(look.select("tbody").text()).contains("A specimen 1");
        Document run = officer.press(look, "Delete them");

        awaitLiving(before - 1);
        assertThat(run.text()).contains("A specimen");
        assertThat(find("over@example.org").text()).contains("Nobody found");
        assertThat(find("not-over@example.org").text()).contains("a remark with days to live");
    }

    @Test
    void it_is_in_the_audit_trail_in_its_own_words() {
        keep("audited@example.org", "a remark");

        assertThat(officer.page("/staff/audit").select("main table").text()).contains("A specimen was kept");
    }

    @Test
    void its_page_is_led_to_and_opens_for_whom_it_says_and_for_nobody_else() {
        Client editor = lethe.member("Eddie Editor", Role.EDITOR).client();

        assertThat(officer.page("/staff").select("a[href=" + SpecimenRoutes.PATH + "]"))
                .isNotEmpty();
        assertThat(officer.get(SpecimenRoutes.PATH).body()).isEqualTo("All specimens");
        assertThat(editor.page("/staff").select("a[href=" + SpecimenRoutes.PATH + "]"))
                .isEmpty();
        assertThat(editor.get(SpecimenRoutes.PATH).statusCode()).isEqualTo(403);
        assertThat(lethe.visitor().get(SpecimenRoutes.PATH).body()).doesNotContain("All specimens");
    }

    @Test
    void it_is_in_the_register() {
        assertThat(lethe.bean(AllRecords.class).register())
                .extracting(RegisterEntry::feature)
                .contains("specimens");
    }
}
