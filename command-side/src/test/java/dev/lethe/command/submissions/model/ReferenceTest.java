package dev.lethe.command.submissions.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void a_reference_is_ten_characters_in_three_groups_without_vowels_or_lookalikes() {
        assertThat(Reference.random(random))
                .matches("[2-9CFGHJKMNPQRTWXY]{3}(-[2-9CFGHJKMNPQRTWXY]{4}|-[2-9CFGHJKMNPQRTWXY]{3}){2}");
    }

    @Test
    void it_is_found_however_it_was_typed() {
        String reference = Reference.random(random);
        assertThat(Reference.parse("  " + reference.toLowerCase().replace("-", " – ") + "\t"))
                .contains(reference);
        assertThat(Reference.parse(reference.replace("-", ""))).contains(reference);
        assertThat(Reference.parse("\u200E" + reference.replace("-", "\u00A0\u2011\u00AD") + "\u200B"))
                .contains(reference);
    }

    @Property
    void every_single_wrong_character_is_noticed(
            @ForAll @IntRange(min = 0, max = 9) int position, @ForAll @IntRange(min = 1, max = 22) int by) {
        char[] plain = Reference.random(random).replace("-", "").toCharArray();
        int wrong = (Reference.ALPHABET.indexOf(plain[position]) + by) % Reference.ALPHABET.length();
        plain[position] = Reference.ALPHABET.charAt(wrong);
        assertThat(Reference.parse(new String(plain))).isEmpty();
    }

    @Property
    void every_two_characters_that_changed_places_are_noticed(
            @ForAll @IntRange(min = 0, max = 9) int one, @ForAll @IntRange(min = 0, max = 9) int other) {
        char[] plain = Reference.random(random).replace("-", "").toCharArray();
        char kept = plain[one];
        plain[one] = plain[other];
        plain[other] = kept;
        assertThat(Reference.parse(new String(plain)).isPresent()).isEqualTo(plain[one] == plain[other]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K7Q", "K7Q-F3MX-PR0", "AAA-AAAA-AAA", "<script>", "K7Q-F3MX-PRTK"})
    void what_cannot_be_one_is_none(String typed) {
        assertThat(Reference.parse(typed)).isEmpty();
    }
}
