package dev.lethe.command.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DraftSecretTest {

    /** The secret 80 81 … 9f, as a second implementation works it out (docs/cryptography.md). */
    @Test
    void it_agrees_with_the_vector() {
        DraftSecret secret =
                DraftSecret.of("gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8").orElseThrow();
        assertThat(secret.link()).isEqualTo("gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8");
        assertThat(HexFormat.of().formatHex(secret.id()))
                .isEqualTo("82d86408530b765e46ebf47807095027e807bc08674b0de77ee5ef2fae7d0492");
        assertThat(secret.record().value()).hasToString("9575ac7a-d282-033c-d8dd-05f45b49830e");
    }

    @Test
    void of_its_spellings_one_is_taken() {
        String link = "gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8";
        for (String other : new String[] {
            link.substring(0, 42) + "9", // the same bytes, by a decoder that does not look at spare bits
            link.substring(0, 42) + "-",
            link + "=",
            link.substring(0, 42),
            link.substring(0, 41) + "\n8",
            link.substring(0, 42) + "é",
            "+" + link.substring(1),
            ""
        }) assertThat(DraftSecret.of(other)).as(other).isEmpty();
    }

    @Test
    void each_is_another_one_and_its_text_shows_nothing() {
        SecureRandom random = new SecureRandom();
        DraftSecret one = DraftSecret.fresh(random);
        assertThat(one.link()).isNotEqualTo(DraftSecret.fresh(random).link()).hasSize(43);
        assertThat(one.toString()).doesNotContain(one.link());
    }
}
