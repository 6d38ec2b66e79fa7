package dev.lethe.command.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.Profile;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

class PasswordsTest {

    private static final Profile ADA = new Profile("Ada Featherstone-Hall", "a.hall@lethe.example");
    private static final String GOOD = "otter marmalade lantern";

    private final Passwords passwords = new Passwords();

    @Test
    void three_random_words_will_do() {
        assertThat(passwords.problem(Password.of(GOOD), ADA)).isEmpty();
    }

    @Test
    void eleven_characters_are_too_few() {
        assertThat(passwords.problem(Password.of("xK9#vQ2!mZ7"), ADA)).contains(PasswordOutcome.TOO_SHORT);
        assertThat(passwords.problem(Password.of("xK9#vQ2!mZ7w"), ADA)).isEmpty();
    }

    @Test
    void characters_are_counted_and_not_their_code_units() {
        assertThat(passwords.problem(Password.of("🦦🦦🦦🦦🦦🦦"), ADA)).contains(PasswordOutcome.TOO_SHORT);
    }

    @Test
    void there_is_an_upper_bound() {
        String long128 = "otter marmalade lantern ".repeat(6).substring(0, 128);
        assertThat(passwords.problem(Password.of(long128), ADA)).isEmpty();
        assertThat(passwords.problem(Password.of(long128 + "x"), ADA)).contains(PasswordOutcome.TOO_LONG);
        assertThat(passwords.matches(Password.of(long128), passwords.hash(Password.of(long128))))
                .isTrue();
        assertThat(passwords.matches(Password.of(long128 + "x"), passwords.hash(Password.of(""))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"passwordpassword", "password1234567", "qwertyuiop123", "aaaaaaaaaaaaaaaa", "123456789012345"})
    void common_ones_and_simple_patterns_are_refused(String easy) {
        assertThat(passwords.problem(Password.of(easy), ADA)).contains(PasswordOutcome.TOO_EASY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AdaFeatherstoneHall", "featherstone-hall1", "a.hall@lethe.example", "FEATHERSTONEada2026"})
    void ones_own_name_or_address_is_refused(String own) {
        assertThat(passwords.problem(Password.of(own), ADA)).contains(PasswordOutcome.ABOUT_YOU);
    }

    @Test
    void a_hash_is_argon2id_and_matches_its_password_only() {
        PasswordHash hash = passwords.hash(Password.of(GOOD));
        assertThat(hash.encoded()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.matches(Password.of(GOOD), hash)).isTrue();
        assertThat(passwords.matches(Password.of(GOOD + " "), hash)).isFalse();
        assertThat(passwords.hash(Password.of(GOOD))).isNotEqualTo(hash);
    }

    @Test
    void what_stands_for_nobodys_password_takes_as_much_work_as_anybodys_hash() {
        String nobodys = Passwords.nobodys().encoded();
        String anybodys = passwords.hash(Password.of(GOOD)).encoded();
        assertThat(nobodys.substring(0, nobodys.indexOf("p=1$")))
                .isEqualTo(anybodys.substring(0, anybodys.indexOf("p=1$")));
        assertThat(nobodys).hasSameSizeAs(anybodys);
        // it says so of hashes it can read only
        assertThat(new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2).upgradeEncoding(nobodys))
                .isFalse();
        assertThat(Passwords.nobodys().encoded()).isNotEqualTo(nobodys);
    }

    @Test
    void another_way_to_write_the_same_characters_is_the_same_password() {
        PasswordHash hash = passwords.hash(Password.of("caf\u00e9 lantern otter"));
        assertThat(passwords.matches(Password.of("cafe\u0301 lantern otter"), hash))
                .isTrue();
    }

    @Test
    void nothing_that_holds_a_secret_shows_it() {
        var link = OneTimeLink.fresh();
        assertThat(Password.of(GOOD).toString()).doesNotContain("otter");
        assertThat(link.toString()).doesNotContain(link.secret());
        assertThat(passwords.hash(Password.of(GOOD)).toString()).doesNotContain("argon2");
        assertThat(ADA.toString()).doesNotContain("Ada").doesNotContain("hall");
        assertThat(new Staff.Handover(new AccountId(new UUID(0, 1)), LinkPurpose.RESET, link, Instant.EPOCH).toString())
                .doesNotContain(link.secret());
    }

    @Test
    void a_link_is_known_by_the_hash_of_its_secret() {
        var link = OneTimeLink.of("A".repeat(43)).orElseThrow();
        assertThat(link.hash()).isEqualTo("0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a");
        assertThat(OneTimeLink.of("A".repeat(42))).isEmpty();
        assertThat(OneTimeLink.of("A".repeat(42) + "/")).isEmpty();
        assertThat(OneTimeLink.fresh().secret())
                .isNotEqualTo(OneTimeLink.fresh().secret());
    }
}
