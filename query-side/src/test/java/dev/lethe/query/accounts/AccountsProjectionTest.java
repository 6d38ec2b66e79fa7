package dev.lethe.query.accounts;

import static dev.lethe.command.accounts.model.Role.ADMINISTRATOR;
import static dev.lethe.command.accounts.model.Role.EDITOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.events.AccountEvent;
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
import dev.lethe.query.projections.ProjectionFixture;
import dev.lethe.shredding.Personal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class AccountsProjectionTest {

    private static final AccountId ADA = new AccountId(new UUID(1, 1));
    private static final AccountId BEN = new AccountId(new UUID(2, 2));
    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00.123456Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T09:00:00Z");
    private static final Personal<Profile> PROFILE = token(1);
    private static final Personal<Profile> OTHER_PROFILE = token(2);
    private static final Personal<PasswordHash> PASSWORD = token(3);
    private static final String LINK = "a".repeat(64);

    private static final AccountOpened INVITED =
            new AccountOpened(ADA, PROFILE, Set.of(EDITOR, ADMINISTRATOR), AccountOpening.INVITED, MONDAY);
    private static final LinkIssued INVITATION = new LinkIssued(ADA, LinkPurpose.INVITATION, LINK, TUESDAY, MONDAY);
    private static final PasswordChosen CHOSEN = new PasswordChosen(ADA, PASSWORD, PasswordOrigin.INVITATION, MONDAY);

    private ProjectionFixture<AccountEvent> read;
    private Accounts accounts;

    private static <T> Personal<T> token(int fill) {
        byte[] bytes = new byte[77];
        Arrays.fill(bytes, (byte) fill);
        bytes[0] = 1;
        return Personal.of(bytes);
    }

    @BeforeEach
    void wire() {
        read = ProjectionFixture.of(new AccountsProjection());
        accounts = new Accounts(read.database());
    }

    @Test
    void at_first_there_is_none() {
        assertThat(accounts.none()).isTrue();
        assertThat(accounts.count()).isZero();
        read.given(INVITED);
        assertThat(accounts.none()).isFalse();
        assertThat(accounts.count()).isEqualTo(1);
    }

    @Test
    void an_invited_account_waits_for_its_password() {
        read.given(INVITED, INVITATION);

        AccountRow row = accounts.byId(ADA).orElseThrow();
        assertThat(row)
                .isEqualTo(new AccountRow(
                        ADA,
                        PROFILE,
                        null,
                        Set.of(EDITOR, ADMINISTRATOR),
                        false,
                        new AccountRow.Link(LinkPurpose.INVITATION, TUESDAY),
                        MONDAY,
                        null));
        assertThat(row.state()).isEqualTo(AccountState.INVITED);
        read.allWaysAgree();
    }

    @Test
    void a_link_leads_to_its_account_until_it_ends() {
        read.given(INVITED, INVITATION);

        assertThat(accounts.byLinkHash(LINK, TUESDAY.minusNanos(1000)))
                .map(AccountRow::account)
                .contains(ADA);
        assertThat(accounts.byLinkHash(LINK, TUESDAY)).isEmpty();
        assertThat(accounts.byLinkHash("b".repeat(64), MONDAY)).isEmpty();
    }

    @Test
    void a_password_uses_up_the_link() {
        read.given(INVITED, INVITATION, CHOSEN);

        assertThat(accounts.byLinkHash(LINK, MONDAY)).isEmpty();
        AccountRow row = accounts.byId(ADA).orElseThrow();
        assertThat(row.password()).isEqualTo(PASSWORD);
        assertThat(row.state()).isEqualTo(AccountState.ACTIVE);
        read.allWaysAgree();
    }

    @Test
    void a_suspension_ends_the_link_and_can_end() {
        read.given(INVITED, CHOSEN, INVITATION, new AccountSuspended(ADA, TUESDAY));
        assertThat(accounts.byLinkHash(LINK, MONDAY)).isEmpty();
        assertThat(accounts.byId(ADA).orElseThrow().state()).isEqualTo(AccountState.SUSPENDED);

        read.given(new AccountReinstated(ADA, TUESDAY));
        assertThat(accounts.byId(ADA).orElseThrow().state()).isEqualTo(AccountState.ACTIVE);
        read.allWaysAgree();
    }

    @Test
    void profile_roles_and_last_sign_in_are_those_of_now() {
        read.given(
                INVITED,
                CHOSEN,
                new ProfileChanged(ADA, OTHER_PROFILE, TUESDAY),
                new RolesChanged(ADA, Set.of(EDITOR), TUESDAY),
                new SignedIn(ADA, MONDAY),
                new SignedIn(ADA, TUESDAY),
                new SignInRefused(ADA, SignInRefusal.WRONG_PASSWORD, TUESDAY),
                new SignedOut(ADA, TUESDAY));

        AccountRow row = accounts.byId(ADA).orElseThrow();
        assertThat(row.profile()).isEqualTo(OTHER_PROFILE);
        assertThat(row.roles()).containsExactly(EDITOR);
        assertThat(row.signedInAt()).isEqualTo(TUESDAY);
        read.allWaysAgree();
    }

    @Test
    void accounts_are_found_by_their_ids() {
        read.given(INVITED, new AccountOpened(BEN, OTHER_PROFILE, Set.of(EDITOR), AccountOpening.INVITED, TUESDAY));

        assertThat(accounts.byIds(List.of(ADA, BEN, new AccountId(UUID.randomUUID()))))
                .extracting(AccountRow::account)
                .containsExactlyInAnyOrder(ADA, BEN);
    }

    @Test
    void what_moved_with_another_address_is_where_it_is_now_and_an_open_link_stays_open() {
        read.given(INVITED, CHOSEN, INVITATION, new AddressChanged(ADA, OTHER_PROFILE, token(9), null, null, TUESDAY));

        AccountRow row = accounts.byId(ADA).orElseThrow();
        assertThat(row.profile()).isEqualTo(OTHER_PROFILE);
        assertThat(row.password()).isEqualTo(token(9));
        assertThat(accounts.byLinkHash(LINK, MONDAY)).isPresent();
        read.allWaysAgree();
    }

    @Test
    void pages_begin_with_the_oldest() {
        read.given(new AccountOpened(BEN, OTHER_PROFILE, Set.of(EDITOR), AccountOpening.INVITED, TUESDAY), INVITED);

        assertThat(accounts.page(1, 1)).extracting(AccountRow::account).containsExactly(ADA);
        assertThat(accounts.page(2, 1)).extracting(AccountRow::account).containsExactly(BEN);
        assertThat(accounts.page(3, 1)).isEmpty();
    }

    @Test
    void tokens_are_not_compressed() {
        assertThat(new JdbcTemplate(read.database())
                        .queryForList(
                                "SELECT attname::text || attstorage::text FROM pg_attribute"
                                        + " WHERE attrelid = 'read_accounts.account'::regclass AND atttypid = 'bytea'::regtype",
                                String.class))
                .containsExactlyInAnyOrder("profilee", "passworde");
    }
}
