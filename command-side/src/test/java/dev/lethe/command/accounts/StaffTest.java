package dev.lethe.command.accounts;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;
import static dev.lethe.command.accounts.model.Role.EDITOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.Staff.Handover;
import dev.lethe.command.accounts.events.AccountEvent;
import dev.lethe.command.accounts.events.AccountEvent.AccountOpened;
import dev.lethe.command.accounts.events.AccountEvent.AddressChanged;
import dev.lethe.command.accounts.events.AccountEvent.LinkIssued;
import dev.lethe.command.accounts.events.AccountEvent.PasswordChosen;
import dev.lethe.command.accounts.events.AccountEvent.ProfileChanged;
import dev.lethe.command.accounts.events.AccountEvent.SignInRefused;
import dev.lethe.command.accounts.events.AccountEvent.SignedIn;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.AccountOpening;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.PasswordOrigin;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.command.eventstore.EventStoreConfiguration;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.StaffDirectory;
import dev.lethe.shredding.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** With the real vault and the real event store. Each test has addresses of its own. */
class StaffTest {

    @EnableAutoConfiguration
    @Import(EventStoreConfiguration.class)
    @ComponentScan(basePackages = "dev.lethe.command.accounts")
    static class Wiring {}

    private static final Password GOOD = Password.of("otter marmalade lantern");
    private static final Password OTHER = Password.of("walnut gravel umbrella");

    @TempDir
    static Path root;

    private static ConfigurableApplicationContext context;
    private static Staff staff;
    private static KeyVault vault;
    private static AccountId administrator;

    @BeforeAll
    static void start() {
        context = new SpringApplicationBuilder(Wiring.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(TestPostgres.settings(TestPostgres.migratedDatabase(), TestPostgres.migratedVault()))
                .properties("spring.main.banner-mode=off", "lethe.root.directories=" + root)
                .run();
        staff = context.getBean(Staff.class);
        vault = context.getBean(KeyVault.class);
        administrator = staff.setUp("Olu Keeper", "olu@lethe.example", Set.of(ADMINISTRATOR), GOOD);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static List<? extends DomainEventMessage<?>> messages(AccountId account) {
        return context.getBean(EventStore.class)
                .readEvents(account.toString())
                .asStream()
                .toList();
    }

    private static List<AccountEvent> events(AccountId account) {
        return messages(account).stream()
                .map(message -> (AccountEvent) message.getPayload())
                .toList();
    }

    private static <E> E last(AccountId account, Class<E> type) {
        return events(account).reversed().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Handover invited(String email) {
        return staff.invite("Ada Example", email, Set.of(EDITOR), administrator).orElseThrow();
    }

    private static AccountId active(String email) {
        Handover invited = invited(email);
        assertThat(staff.choosePassword(invited.account(), invited.link(), profile(invited.account()), GOOD))
                .isEqualTo(PasswordOutcome.CHOSEN);
        return invited.account();
    }

    private static Personal<Profile> profile(AccountId account) {
        return last(account, AccountOpened.class).profile();
    }

    private static Opened<Profile> opened(AccountId account) {
        return vault.open(Profile.PROFILE.at(account, profile(account)));
    }

    @Test
    void a_name_and_an_address_are_kept_without_what_nobody_sees_and_found_in_each_spelling() {
        AccountId account = staff.invite(
                        "\u200EAda\u00A0Exam\u00ADple", "ada@Straße.example\u200B", Set.of(EDITOR), administrator)
                .orElseThrow()
                .account();
        assertThat(opened(account)).isEqualTo(new Opened.Known<>(new Profile("Ada Example", "ada@Straße.example")));
        assertThat(vault.memberOfStaff(Identifier.email("ADA@xn--strae-oqa.example")))
                .map(StaffDirectory.MemberOfStaff::account)
                .contains(account.value());
        assertThat(vault.memberOfStaff(Identifier.email("ada@strasse.example"))).isEmpty();
        assertThat(staff.invite("Ada", "ada@xn--strae-oqa.example", Set.of(EDITOR), administrator))
                .isEmpty();
        assertThat(Staff.isName("\u200B\u3164")).isFalse();
        assertThat(Staff.isName("Ada\nExample")).isFalse();
    }

    @Test
    void an_invitation_seals_name_and_address_under_a_key_of_the_staff() {
        Handover invited = invited("sealed@lethe.example");

        AccountId account = invited.account();
        assertThat(opened(account)).isEqualTo(new Opened.Known<>(new Profile("Ada Example", "sealed@lethe.example")));
        assertThat(vault.memberOfStaff(Identifier.email("SEALED@lethe.example")))
                .map(StaffDirectory.MemberOfStaff::account)
                .contains(account.value());
        assertThat(vault.enquire(Identifier.email("sealed@lethe.example"), Population.PUBLIC))
                .isEmpty();
        assertThat(last(account, AccountOpened.class).how()).isEqualTo(AccountOpening.INVITED);
        assertThat(last(account, LinkIssued.class).linkHash())
                .isEqualTo(invited.link().hash());
        assertThat(invited.purpose()).isEqualTo(LinkPurpose.INVITATION);
        assertThat(messages(account))
                .allSatisfy(message -> assertThat(message.getMetaData())
                        .containsExactlyEntriesOf(Map.of(Actor.KEY, administrator.toString())));
    }

    @Test
    void nothing_of_a_person_and_no_secret_is_stored_in_the_clear() {
        AccountId account = active("canary-7f3a@lethe.example");
        staff.signIn(
                account,
                last(account, PasswordChosen.class).password(),
                Password.of("canary wrong password"),
                Runnable::run);

        var rows =
                new JdbcTemplate(context.getBean(DataSource.class)).queryForList("SELECT payload, metadata FROM event");
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            for (Object column : row.values()) {
                String stored = new String((byte[]) column, StandardCharsets.UTF_8);
                assertThat(stored)
                        .doesNotContain("canary-7f3a")
                        .doesNotContain("Ada Example")
                        .doesNotContain("otter")
                        .doesNotContain("canary wrong")
                        .doesNotContain("argon2");
            }
        });
    }

    @Test
    void one_address_has_one_account_however_it_is_written() {
        invited("twice@lethe.example");
        assertThat(staff.invite("Ben", " Twice@LETHE.example ", Set.of(EDITOR), administrator))
                .isEmpty();
    }

    @Test
    void of_many_invitations_at_once_one_makes_the_account() throws Exception {
        try (var pool = Executors.newFixedThreadPool(6)) {
            Callable<Optional<Handover>> invite =
                    () -> staff.invite("Ada", "race@lethe.example", Set.of(EDITOR), administrator);
            List<Optional<Handover>> all = pool
                    .invokeAll(Stream.generate(() -> invite).limit(6).toList())
                    .stream()
                    .filter(future -> future.state() == Future.State.SUCCESS)
                    .map(Future::resultNow)
                    .toList();
            assertThat(all.stream().filter(Optional::isPresent)).hasSize(1);
        }
    }

    @Test
    void an_address_whose_account_a_crash_prevented_can_still_get_one() {
        var email = Identifier.email("crash@lethe.example");
        UUID first = UUID.randomUUID();
        vault.newKeys(List.of(new Owner.Named(Lane.STAFF, Population.STAFF, List.of(email, Identifier.account(first)))))
                .close();

        AccountId account = active("crash@lethe.example");

        assertThat(account.value()).isEqualTo(first);
        assertThat(opened(account)).isInstanceOf(Opened.Known.class);
    }

    @Test
    void a_password_is_chosen_with_the_link_once() {
        Handover invited = invited("once@lethe.example");
        AccountId account = invited.account();

        assertThat(staff.choosePassword(account, OneTimeLink.fresh(), profile(account), GOOD))
                .isEqualTo(PasswordOutcome.LINK_NOT_VALID);
        assertThat(staff.choosePassword(account, invited.link(), profile(account), Password.of("once@lethe.example")))
                .isEqualTo(PasswordOutcome.ABOUT_YOU);
        assertThat(staff.choosePassword(account, invited.link(), profile(account), GOOD))
                .isEqualTo(PasswordOutcome.CHOSEN);
        assertThat(staff.choosePassword(account, invited.link(), profile(account), OTHER))
                .isEqualTo(PasswordOutcome.LINK_NOT_VALID);
        assertThat(last(account, PasswordChosen.class).origin()).isEqualTo(PasswordOrigin.INVITATION);
    }

    @Test
    void the_right_password_lets_in_and_a_wrong_one_does_not_and_both_are_recorded() {
        AccountId account = active("door@lethe.example");
        var password = last(account, PasswordChosen.class).password();

        assertThat(staff.signIn(account, password, OTHER, Runnable::run)).isFalse();
        assertThat(events(account).getLast()).isInstanceOf(SignInRefused.class);
        assertThat(staff.signIn(account, password, GOOD, Runnable::run)).isTrue();
        assertThat(events(account).getLast()).isInstanceOf(SignedIn.class);
    }

    @Test
    void a_password_from_before_a_change_lets_nobody_in() {
        AccountId account = active("stale@lethe.example");
        var before = last(account, PasswordChosen.class).password();
        assertThat(staff.changePassword(account, profile(account), before, OTHER, GOOD))
                .isEqualTo(PasswordOutcome.WRONG_OLD_PASSWORD);
        assertThat(staff.changePassword(account, profile(account), before, GOOD, OTHER))
                .isEqualTo(PasswordOutcome.CHOSEN);

        assertThat(staff.signIn(account, before, GOOD, Runnable::run)).isFalse();
        assertThat(staff.signIn(account, last(account, PasswordChosen.class).password(), OTHER, Runnable::run))
                .isTrue();
    }

    @Test
    void nobody_is_let_in_to_a_suspended_account() {
        AccountId account = active("suspended@lethe.example");
        var password = last(account, PasswordChosen.class).password();

        assertThat(staff.suspend(account, administrator)).isTrue();
        assertThat(staff.signIn(account, password, GOOD, Runnable::run)).isFalse();
        assertThat(staff.issueLink(account, administrator)).isEmpty();

        staff.reinstate(account, administrator);
        assertThat(staff.signIn(account, password, GOOD, Runnable::run)).isTrue();
    }

    @Test
    void ones_own_name_changes_and_the_address_stays() {
        AccountId account = active("renamed@lethe.example");
        staff.changeName(account, profile(account), "  Ada Lovelace ");
        assertThat(vault.open(Profile.PROFILE.at(
                        account, last(account, ProfileChanged.class).profile())))
                .isEqualTo(new Opened.Known<>(new Profile("Ada Lovelace", "renamed@lethe.example")));
    }

    @Test
    void the_last_administrator_can_neither_be_suspended_nor_lose_the_role() {
        assertThat(staff.suspend(administrator, administrator)).isFalse();
        assertThat(staff.setRoles(administrator, Set.of(EDITOR), administrator)).isFalse();

        AccountId second = active("second@lethe.example");
        assertThat(staff.setRoles(second, Set.of(ADMINISTRATOR), administrator)).isTrue();
        assertThat(staff.suspend(administrator, second)).isTrue();
        assertThat(staff.suspend(second, second)).isFalse();

        staff.reinstate(administrator, second);
        assertThat(staff.setRoles(second, Set.of(EDITOR), administrator)).isTrue();
        assertThat(staff.suspend(administrator, second)).isFalse();
    }

    @Test
    void setting_up_twice_is_one_account_with_the_newest_password() {
        AccountId first = staff.setUp("Demo", "demo@lethe.example", Set.of(EDITOR), GOOD);
        AccountId again = staff.setUp("Demo", "demo@lethe.example", Set.of(EDITOR), OTHER);

        assertThat(again).isEqualTo(first);
        assertThat(events(first))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("AccountOpened", "PasswordChosen", "PasswordChosen");
        assertThat(staff.signIn(first, last(first, PasswordChosen.class).password(), OTHER, Runnable::run))
                .isTrue();
    }

    @Test
    void erasing_a_resident_never_touches_an_account_of_the_same_address() {
        AccountId account = active("both@lethe.example");
        var email = Identifier.email("both@lethe.example");
        try (var keys = vault.newKeys(List.of(new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(email))))) {
            assertThat(keys.keyId(0)).isNotNull();
        }
        var enquiry = vault.enquire(email, Population.PUBLIC).orElseThrow();
        assertThat(enquiry.keys()).hasSize(1);

        UUID erasure = UUID.randomUUID();
        vault.order(new ErasureOrder(
                erasure,
                new ErasureOrder.Person(enquiry.id(), Map.of()),
                new Ground("gdpr-17-1-b"),
                administrator.value(),
                Instant.parse("2026-11-20T10:15:30Z")));
        vault.carryOut(erasure);

        assertThat(vault.enquire(email, Population.PUBLIC)).isEmpty();
        assertThat(opened(account)).isInstanceOf(Opened.Known.class);
        assertThat(vault.memberOfStaff(email))
                .map(StaffDirectory.MemberOfStaff::account)
                .contains(account.value());
        assertThat(staff.signIn(account, last(account, PasswordChosen.class).password(), GOOD, Runnable::run))
                .isTrue();
    }

    @Test
    void what_cannot_be_a_name_or_an_address_is_refused_without_repeating_it() {
        assertThatThrownBy(() -> staff.invite("Ada", "not an address", Set.of(EDITOR), administrator))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("not an address");
        assertThatThrownBy(() -> staff.invite(" ", "blank@lethe.example", Set.of(EDITOR), administrator))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Staff.isName("x".repeat(Staff.LONGEST_NAME))).isTrue();
        assertThat(Staff.isName("x".repeat(Staff.LONGEST_NAME + 1))).isFalse();
        assertThat(Staff.isName("two\nlines")).isFalse();
    }

    @Test
    void an_address_that_changed_ends_once_it_is_shown_and_its_event_counts_among_its_own_alone() {
        AccountId account = active("shown@lethe.example");
        AccountId other = active("other@lethe.example");
        Profile before = new Profile("Ada Example", "shown@lethe.example");
        var old = last(account, AccountOpened.class).profile();
        boolean[] shown = {false};
        staff.changeAddress(account, "anew@lethe.example", administrator, () -> {
            assertThat(vault.open(Profile.PROFILE.at(account, old))).isEqualTo(new Opened.Known<>(before));
            shown[0] = true;
        });
        assertThat(shown[0]).isTrue();
        assertThatThrownBy(() -> vault.open(Profile.PROFILE.at(account, old)))
                .isInstanceOf(CannotBeOpenedException.class);

        EventHistory events = context.getBean(EventHistory.class);
        List<UUID> told = new ArrayList<>();
        events.replaced(-1, (erasure, _) -> told.add(erasure));
        assertThat(told).contains(last(account, AddressChanged.class).erasure());
        // As who writes to the store can, to have it count where it was never said
        var database =
                org.springframework.jdbc.core.simple.JdbcClient.create(context.getBean(javax.sql.DataSource.class));
        database.sql("UPDATE event SET aggregate_id = ?, sequence = sequence + 100 WHERE aggregate_id = ?"
                        + " AND payload_type LIKE '%AddressChanged'")
                .params(other.toString(), account.toString())
                .update();
        List<UUID> moved = new ArrayList<>();
        // and one of which something was left out
        database.sql(
                        "UPDATE event SET payload = convert_to(replace(convert_from(payload, 'UTF8'), 'account', 'nobody'), 'UTF8')"
                                + " WHERE aggregate_id = ? AND payload_type LIKE '%AddressChanged'")
                .param(other.toString())
                .update();
        events.replaced(-1, (erasure, _) -> moved.add(erasure));
        assertThat(moved).hasSize(told.size() - 1);
        database.sql(
                        "UPDATE event SET payload = convert_to(replace(convert_from(payload, 'UTF8'), 'nobody', 'account'), 'UTF8')"
                                + " WHERE aggregate_id = ? AND payload_type LIKE '%AddressChanged'")
                .param(other.toString())
                .update();
        database.sql("UPDATE event SET aggregate_id = ?, sequence = sequence - 100 WHERE aggregate_id = ?"
                        + " AND payload_type LIKE '%AddressChanged'")
                .params(account.toString(), other.toString())
                .update();
    }

    @Test
    void an_account_whose_change_of_address_was_lost_with_its_events_is_set_up_anew() {
        AccountId account = active("before@lethe.example");
        assertThat(staff.changeAddress(account, "after@lethe.example", administrator, () -> {}))
                .isEqualTo(Staff.AddressOutcome.CHANGED);
        AddressChanged moved = last(account, AddressChanged.class);
        assertThat(staff.signIn(account, moved.password(), GOOD, Runnable::run)).isTrue();
        // As a restored backup of the events has it
        org.springframework.jdbc.core.simple.JdbcClient.create(context.getBean(javax.sql.DataSource.class))
                .sql("DELETE FROM event WHERE aggregate_id = ? AND sequence >= (SELECT min(sequence) FROM event"
                        + " WHERE aggregate_id = ? AND payload_type LIKE '%AddressChanged')")
                .params(account.toString(), account.toString())
                .update();
        assertThatThrownBy(() -> opened(account)).isInstanceOf(CannotBeOpenedException.class);

        assertThat(staff.setUp("Ada Example", "after@lethe.example", Set.of(EDITOR), OTHER))
                .isEqualTo(account);

        assertThat(staff.signIn(account, last(account, PasswordChosen.class).password(), OTHER, Runnable::run))
                .isTrue();
        assertThat(vault.open(Profile.PROFILE.at(
                        account, last(account, AddressChanged.class).profile())))
                .isEqualTo(new Opened.Known<>(new Profile("Ada Example", "after@lethe.example")));
    }
}
