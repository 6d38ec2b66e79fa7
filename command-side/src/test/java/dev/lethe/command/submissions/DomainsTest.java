package dev.lethe.command.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.Identifier;
import org.junit.jupiter.api.Test;

/** On what is shipped of ICU4J, which is here the only part of it: a class that it lacks would end these with an error. */
class DomainsTest {

    @Test
    void here_is_no_more_of_icu4j_than_is_shipped() {
        ClassLoader here = Identifier.class.getClassLoader();
        assertThat(here.getResource("com/ibm/icu/text/IDNA.class")).isNotNull();
        assertThat(here.getResource("com/ibm/icu/util/ULocale.class")).isNull();
    }

    @Test
    void each_character_is_in_a_domain_or_is_not() {
        int taken = 0;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x20000 ? 1 : 17) {
            String label = Character.toString(c);
            if (Identifier.isDomain("a" + label + "b.example")) taken++;
            Identifier.isDomain(label + ".example");
            Identifier.isDomain(label + "\u200Dא\u0661." + label);
        }
        assertThat(taken).isBetween(80_000, 100_000);
    }

    @Test
    void what_only_looks_encoded_is_no_domain() {
        for (String label :
                new String[] {"", "a", "ß", "-", "a-", "--", "99999999999", "\uD800", "zzzzzzzzzzzzzzzzzzzz", "é-kva"})
            assertThat(Identifier.isDomain("xn--" + label + ".example"))
                    .as(label)
                    .isFalse();
        assertThat(Identifier.isDomain("é".repeat(1000) + ".example")).isFalse();
        assertThat(Identifier.isDomain("é.".repeat(1000))).isFalse();
    }
}
