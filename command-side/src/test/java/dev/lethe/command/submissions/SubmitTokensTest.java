package dev.lethe.command.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.model.SubmissionId;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitTokensTest {

    private static final SubmitToken TOKEN = new SubmitToken(
            new FormVersion(new FormId(UUID.fromString("0f7e8a8e-5a0c-4c3e-9a86-0d4f31f7f001")), 7),
            Instant.parse("2026-03-04T05:06:07Z"),
            new SubmissionId(UUID.fromString("c0ffee00-5a0c-4c3e-9a86-0d4f31f7f002")));

    private final SubmitTokens tokens = new SubmitTokens(new byte[32]);

    @Test
    void a_token_says_what_it_said_when_it_was_signed() {
        assertThat(tokens.verified(tokens.text(TOKEN))).contains(TOKEN);
    }

    @Property(tries = 300)
    void a_token_with_a_changed_bit_is_refused(
            @ForAll @IntRange(min = 0, max = 76) int at, @ForAll @IntRange(min = 0, max = 7) int bit) {
        byte[] bytes = Base64.getUrlDecoder().decode(tokens.text(TOKEN));
        bytes[at] ^= (byte) (1 << bit);
        assertThat(tokens.verified(Base64.getUrlEncoder().encodeToString(bytes)))
                .isEmpty();
    }

    @Test
    void a_token_that_another_key_signed_is_refused() {
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(tokens.verified(new SubmitTokens(other).text(TOKEN))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AQ",
                "no token",
                "💥",
                "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void what_is_no_token_is_refused(String text) {
        assertThat(tokens.verified(text)).isEmpty();
    }
}
