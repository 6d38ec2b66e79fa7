package dev.lethe.command.accounts;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;
import static dev.lethe.command.accounts.model.Role.EDITOR;

import dev.lethe.command.accounts.AccountCommand.ChangePassword;
import dev.lethe.command.accounts.AccountCommand.ChangeProfile;
import dev.lethe.command.accounts.AccountCommand.ChangeRoles;
import dev.lethe.command.accounts.AccountCommand.IssueLink;
import dev.lethe.command.accounts.AccountCommand.IssuedLink;
import dev.lethe.command.accounts.AccountCommand.LinkUse;
import dev.lethe.command.accounts.AccountCommand.OpenAccount;
import dev.lethe.command.accounts.AccountCommand.RefuseSignIn;
import dev.lethe.command.accounts.AccountCommand.ReinstateAccount;
import dev.lethe.command.accounts.AccountCommand.SetUpAccount;
import dev.lethe.command.accounts.AccountCommand.SignIn;
import dev.lethe.command.accounts.AccountCommand.SignOut;
import dev.lethe.command.accounts.AccountCommand.SuspendAccount;
import dev.lethe.command.accounts.AccountCommand.UseLink;
import dev.lethe.command.accounts.events.AccountEvent.AccountOpened;
import dev.lethe.command.accounts.events.AccountEvent.AccountReinstated;
import dev.lethe.command.accounts.events.AccountEvent.AccountSuspended;
import dev.lethe.command.accounts.events.AccountEvent.AddressChanged;
import dev.lethe.command.accounts.events.AccountEvent.LinkIssued;
import dev.lethe.command.accounts.events.AccountEvent.PasswordChosen;
import dev.lethe.command.accounts.events.AccountEvent.ProfileChanged;
import dev.lethe.command.accounts.events.AccountEvent.RolesChanged;
import dev.lethe.command.accounts.events.AccountEvent.SignInRefused;
import dev.lethe.command.accounts.events.AccountEvent.SignedIn;
import dev.lethe.command.accounts.events.AccountEvent.SignedOut;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.AccountOpening;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.PasswordOrigin;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.command.accounts.model.SignInRefusal;
import dev.lethe.shredding.Personal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountTest {

    private static final AccountId ID = new AccountId(UUID.fromString("00000000-0000-4000-8000-000000000001"));
    private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
    private static final Instant EARLIER = NOW.minus(Duration.ofDays(1));
    private static final Personal<Profile> PROFILE = token(1);
    private static final Personal<Profile> OTHER_PROFILE = token(2);
    private static final Personal<PasswordHash> PASSWORD = token(3);
    private static final Personal<PasswordHash> OTHER_PASSWORD = token(4);
    private static final String LINK = "a".repeat(64);

    private static final AccountOpened INVITED =
            new AccountOpened(ID, PROFILE, Set.of(EDITOR), AccountOpening.INVITED, EARLIER);
    private static final LinkIssued INVITATION =
            new LinkIssued(ID, LinkPurpose.INVITATION, LINK, NOW.plusSeconds(1), EARLIER);
    private static final LinkIssued RESET = new LinkIssued(ID, LinkPurpose.RESET, LINK, NOW.plusSeconds(1), EARLIER);
    private static final PasswordChosen CHOSEN = new PasswordChosen(ID, PASSWORD, PasswordOrigin.INVITATION, EARLIER);
    private static final AccountSuspended SUSPENDED = new AccountSuspended(ID, EARLIER);

    private final FixtureConfiguration<Account> account = new AggregateTestFixture<>(Account.class);

    private static <T> Personal<T> token(int fill) {
        byte[] bytes = new byte[77];
        Arrays.fill(bytes, (byte) fill);
        bytes[0] = 1;
        return Personal.of(bytes);
    }

    @BeforeEach
    void time_stands_still() {
        account.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void an_invitation_opens_an_account_without_a_password() {
        account.givenNoPriorActivity()
                .when(new OpenAccount(ID, PROFILE, Set.of(EDITOR), AccountOpening.INVITED, null))
                .expectResultMessagePayload(true)
                .expectEvents(new AccountOpened(ID, PROFILE, Set.of(EDITOR), AccountOpening.INVITED, NOW));
    }

    @Test
    void the_first_administrators_account_has_its_password_at_once() {
        account.givenNoPriorActivity()
                .when(new OpenAccount(ID, PROFILE, Set.of(ADMINISTRATOR), AccountOpening.FIRST_ADMINISTRATOR, PASSWORD))
                .expectResultMessagePayload(true)
                .expectEvents(
                        new AccountOpened(ID, PROFILE, Set.of(ADMINISTRATOR), AccountOpening.FIRST_ADMINISTRATOR, NOW),
                        new PasswordChosen(ID, PASSWORD, PasswordOrigin.SET_UP, NOW));
    }

    @Test
    void an_account_is_opened_once() {
        account.given(INVITED)
                .when(new OpenAccount(ID, OTHER_PROFILE, Set.of(ADMINISTRATOR), AccountOpening.INVITED, null))
                .expectResultMessagePayload(false)
                .expectNoEvents();
    }

    @Test
    void setting_up_makes_an_account_with_a_password() {
        account.givenNoPriorActivity()
                .when(new SetUpAccount(ID, PROFILE, Set.of(EDITOR), PROFILE.keyId(), false, PASSWORD))
                .expectEvents(
                        new AccountOpened(ID, PROFILE, Set.of(EDITOR), AccountOpening.OPERATOR, NOW),
                        new PasswordChosen(ID, PASSWORD, PasswordOrigin.SET_UP, NOW));
    }

    @Test
    void setting_up_again_changes_the_password_and_nothing_else() {
        account.given(INVITED, CHOSEN)
                .when(new SetUpAccount(ID, OTHER_PROFILE, Set.of(EDITOR), PROFILE.keyId(), false, OTHER_PASSWORD))
                .expectEvents(new PasswordChosen(ID, OTHER_PASSWORD, PasswordOrigin.SET_UP, NOW));
    }

    @Test
    void setting_up_again_brings_back_roles_and_ends_a_suspension() {
        account.given(INVITED, CHOSEN, SUSPENDED)
                .when(new SetUpAccount(ID, PROFILE, Set.of(ADMINISTRATOR), PROFILE.keyId(), false, OTHER_PASSWORD))
                .expectEvents(
                        new AccountReinstated(ID, NOW),
                        new RolesChanged(ID, Set.of(ADMINISTRATOR), NOW),
                        new PasswordChosen(ID, OTHER_PASSWORD, PasswordOrigin.SET_UP, NOW));
    }

    @Test
    void a_link_for_an_account_without_a_password_is_an_invitation_for_three_days() {
        account.given(INVITED)
                .when(new IssueLink(ID, LINK))
                .expectResultMessagePayload(new IssuedLink(LinkPurpose.INVITATION, NOW.plus(Duration.ofDays(3))))
                .expectEvents(new LinkIssued(ID, LinkPurpose.INVITATION, LINK, NOW.plus(Duration.ofDays(3)), NOW));
    }

    @Test
    void a_link_for_an_account_with_a_password_is_a_reset_for_one_day() {
        account.given(INVITED, CHOSEN)
                .when(new IssueLink(ID, LINK))
                .expectResultMessagePayload(new IssuedLink(LinkPurpose.RESET, NOW.plus(Duration.ofDays(1))))
                .expectEvents(new LinkIssued(ID, LinkPurpose.RESET, LINK, NOW.plus(Duration.ofDays(1)), NOW));
    }

    @Test
    void a_suspended_account_gets_no_link() {
        account.given(INVITED, CHOSEN, SUSPENDED)
                .when(new IssueLink(ID, LINK))
                .expectSuccessfulHandlerExecution()
                .expectNoEvents();
    }

    @Test
    void an_invitation_is_used_to_choose_the_first_password() {
        account.given(INVITED, INVITATION)
                .when(new UseLink(ID, LINK, PROFILE.keyId(), PASSWORD))
                .expectResultMessagePayload(LinkUse.USED)
                .expectEvents(new PasswordChosen(ID, PASSWORD, PasswordOrigin.INVITATION, NOW));
    }

    @Test
    void an_administrator_who_was_invited_can_administrate_from_then_on() {
        account.given(
                        new AccountOpened(ID, PROFILE, Set.of(ADMINISTRATOR), AccountOpening.INVITED, EARLIER),
                        INVITATION)
                .when(new UseLink(ID, LINK, PROFILE.keyId(), PASSWORD))
                .expectResultMessagePayload(LinkUse.USED_BY_ADMINISTRATOR);
    }

    @Test
    void a_reset_link_is_used_to_choose_another_password() {
        account.given(INVITED, CHOSEN, RESET)
                .when(new UseLink(ID, LINK, PROFILE.keyId(), OTHER_PASSWORD))
                .expectResultMessagePayload(LinkUse.USED)
                .expectEvents(new PasswordChosen(ID, OTHER_PASSWORD, PasswordOrigin.RESET, NOW));
    }

    @Test
    void a_link_works_once() {
        account.given(INVITED, INVITATION, CHOSEN)
                .when(new UseLink(ID, LINK, PROFILE.keyId(), OTHER_PASSWORD))
                .expectResultMessagePayload(LinkUse.NOT_VALID)
                .expectNoEvents();
    }

    @Test
    void a_link_that_has_ended_does_not_work() {
        account.given(INVITED, new LinkIssued(ID, LinkPurpose.INVITATION, LINK, NOW, EARLIER))
                .when(new UseLink(ID, LINK, PROFILE.keyId(), PASSWORD))
                .expectResultMessagePayload(LinkUse.NOT_VALID)
                .expectNoEvents();
    }

    @Test
    void a_newer_link_replaces_an_older_one() {
        account.given(
                        INVITED,
                        INVITATION,
                        new LinkIssued(ID, LinkPurpose.INVITATION, "b".repeat(64), NOW.plusSeconds(9), NOW))
                .when(new UseLink(ID, LINK, PROFILE.keyId(), PASSWORD))
                .expectResultMessagePayload(LinkUse.NOT_VALID)
                .expectNoEvents();
    }

    @Test
    void a_suspension_ends_an_open_link_for_good() {
        account.given(INVITED, CHOSEN, RESET, SUSPENDED, new AccountReinstated(ID, EARLIER))
                .when(new UseLink(ID, LINK, PROFILE.keyId(), OTHER_PASSWORD))
                .expectResultMessagePayload(LinkUse.NOT_VALID)
                .expectNoEvents();
    }

    @Test
    void choosing_a_password_in_another_way_ends_an_open_link() {
        account.given(
                        INVITED,
                        CHOSEN,
                        RESET,
                        new PasswordChosen(ID, OTHER_PASSWORD, PasswordOrigin.OWN_CHANGE, EARLIER))
                .when(new UseLink(ID, LINK, PROFILE.keyId(), PASSWORD))
                .expectResultMessagePayload(LinkUse.NOT_VALID)
                .expectNoEvents();
    }

    @Test
    void whoever_knows_the_password_can_change_it() {
        account.given(INVITED, CHOSEN)
                .when(new ChangePassword(ID, PASSWORD, OTHER_PASSWORD))
                .expectResultMessagePayload(true)
                .expectEvents(new PasswordChosen(ID, OTHER_PASSWORD, PasswordOrigin.OWN_CHANGE, NOW));
    }

    @Test
    void a_password_that_was_replaced_meanwhile_changes_nothing() {
        account.given(INVITED, CHOSEN, new PasswordChosen(ID, OTHER_PASSWORD, PasswordOrigin.RESET, EARLIER))
                .when(new ChangePassword(ID, PASSWORD, OTHER_PASSWORD))
                .expectResultMessagePayload(false)
                .expectNoEvents();
    }

    @Test
    void a_suspended_account_keeps_its_password() {
        account.given(INVITED, CHOSEN, SUSPENDED)
                .when(new ChangePassword(ID, PASSWORD, OTHER_PASSWORD))
                .expectResultMessagePayload(false)
                .expectNoEvents();
    }

    @Test
    void a_name_changes() {
        account.given(INVITED)
                .when(new ChangeProfile(ID, PROFILE.keyId(), OTHER_PROFILE))
                .expectEvents(new ProfileChanged(ID, OTHER_PROFILE, NOW));
    }

    @Test
    void roles_change() {
        account.given(INVITED, CHOSEN)
                .when(new ChangeRoles(ID, Set.of(EDITOR, ADMINISTRATOR)))
                .expectResultMessagePayload(true)
                .expectEvents(new RolesChanged(ID, Set.of(EDITOR, ADMINISTRATOR), NOW));
    }

    @Test
    void roles_that_stay_are_no_change() {
        account.given(INVITED, CHOSEN)
                .when(new ChangeRoles(ID, Set.of(EDITOR)))
                .expectResultMessagePayload(false)
                .expectNoEvents();
    }

    @Test
    void an_administrator_without_a_password_cannot_administrate_yet() {
        account.given(INVITED).when(new ChangeRoles(ID, Set.of(ADMINISTRATOR))).expectResultMessagePayload(false);
    }

    @Test
    void a_suspended_administrator_cannot_administrate() {
        account.given(INVITED, CHOSEN, SUSPENDED)
                .when(new ChangeRoles(ID, Set.of(ADMINISTRATOR)))
                .expectResultMessagePayload(false);
    }

    @Test
    void an_account_is_suspended_once() {
        account.given(INVITED, CHOSEN).when(new SuspendAccount(ID)).expectEvents(new AccountSuspended(ID, NOW));
        account.given(INVITED, CHOSEN, SUSPENDED).when(new SuspendAccount(ID)).expectNoEvents();
    }

    @Test
    void a_suspension_ends() {
        account.given(INVITED, CHOSEN, SUSPENDED)
                .when(new ReinstateAccount(ID))
                .expectResultMessagePayload(false)
                .expectEvents(new AccountReinstated(ID, NOW));
    }

    @Test
    void a_reinstated_administrator_can_administrate() {
        account.given(INVITED, CHOSEN, new RolesChanged(ID, Set.of(ADMINISTRATOR), EARLIER), SUSPENDED)
                .when(new ReinstateAccount(ID))
                .expectResultMessagePayload(true);
    }

    @Test
    void reinstating_an_active_account_changes_nothing() {
        account.given(INVITED, CHOSEN).when(new ReinstateAccount(ID)).expectNoEvents();
    }

    @Test
    void whoever_knows_the_password_is_let_in() {
        account.given(INVITED, CHOSEN)
                .when(new SignIn(ID, PASSWORD))
                .expectResultMessagePayload(true)
                .expectEvents(new SignedIn(ID, NOW));
    }

    @Test
    void a_password_that_was_replaced_lets_nobody_in() {
        account.given(INVITED, CHOSEN, new PasswordChosen(ID, OTHER_PASSWORD, PasswordOrigin.RESET, EARLIER))
                .when(new SignIn(ID, PASSWORD))
                .expectResultMessagePayload(false)
                .expectEvents(new SignInRefused(ID, SignInRefusal.WRONG_PASSWORD, NOW));
    }

    @Test
    void nobody_is_let_in_to_a_suspended_account() {
        account.given(INVITED, CHOSEN, SUSPENDED)
                .when(new SignIn(ID, PASSWORD))
                .expectResultMessagePayload(false)
                .expectEvents(new SignInRefused(ID, SignInRefusal.SUSPENDED, NOW));
    }

    @Test
    void a_refusal_is_recorded() {
        account.given(INVITED, CHOSEN)
                .when(new RefuseSignIn(ID, SignInRefusal.TOO_MANY_TRIES))
                .expectEvents(new SignInRefused(ID, SignInRefusal.TOO_MANY_TRIES, NOW));
    }

    @Test
    void signing_out_is_recorded() {
        account.given(INVITED, CHOSEN).when(new SignOut(ID)).expectEvents(new SignedOut(ID, NOW));
    }

    @Test
    void what_was_sealed_before_an_account_moved_is_refused() {
        Personal<Profile> moved = token(40);
        AddressChanged changed = new AddressChanged(ID, moved, token(41), null, null, EARLIER);
        account.given(INVITED, CHOSEN, RESET, changed)
                .when(new UseLink(ID, LINK, PROFILE.keyId(), OTHER_PASSWORD))
                .expectResultMessagePayload(LinkUse.MOVED)
                .expectNoEvents();
        account.given(INVITED, CHOSEN, changed)
                .when(new ChangeProfile(ID, PROFILE.keyId(), OTHER_PROFILE))
                .expectResultMessagePayload(false)
                .expectNoEvents();
        account.given(INVITED, CHOSEN, changed)
                .when(new ChangePassword(ID, PASSWORD, OTHER_PASSWORD))
                .expectResultMessagePayload(false)
                .expectNoEvents();
        account.given(INVITED, CHOSEN, changed)
                .when(new SetUpAccount(ID, OTHER_PROFILE, Set.of(EDITOR), PROFILE.keyId(), false, OTHER_PASSWORD))
                .expectResultMessagePayload(false)
                .expectNoEvents();
        account.given(INVITED, CHOSEN, RESET, changed)
                .when(new UseLink(ID, LINK, moved.keyId(), OTHER_PASSWORD))
                .expectResultMessagePayload(LinkUse.USED);
    }

    @Test
    void an_account_whose_place_was_given_up_is_set_up_where_its_address_leads() {
        account.given(INVITED, CHOSEN)
                .when(new SetUpAccount(
                        ID, OTHER_PROFILE, Set.of(EDITOR), token(42).keyId(), true, OTHER_PASSWORD))
                .expectEvents(
                        new AddressChanged(ID, OTHER_PROFILE, null, null, null, NOW),
                        new PasswordChosen(ID, OTHER_PASSWORD, PasswordOrigin.SET_UP, NOW));
    }
}
