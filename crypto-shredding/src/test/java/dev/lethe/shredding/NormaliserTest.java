package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormaliserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "ada@example.org|ada@example.org",
                " Ada@Example.ORG\u00a0|ada@example.org",
                "ADA@EXAMPLE.ORG.|ada@example.org",
                "\ufeffada\u200b@example.org\u3000|ada@example.org",
                "ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ|ada@example.org",
                "Zoë@example.org|zoë@example.org",
                "Zoe\u0308@example.org|zoë@example.org",
                "ada@BÜCHER.example|ada@xn--bcher-kva.example",
                "ada@xn--BCHER-kva.example|ada@xn--bcher-kva.example",
                "ada@bücher。example|ada@xn--bcher-kva.example",
                "o'brien+forms@sub.example.co.uk|o'brien+forms@sub.example.co.uk",
                "İ@example.org|i\u0307@example.org"
            })
    void an_email_address_has_one_spelling(String typed, String normal) {
        assertThat(Identifier.email(typed).value()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ada",
                "@example.org",
                "ada@",
                "ada@example",
                "ada@@example.org",
                "a@b@example.org",
                "a da@example.org",
                "ada@exa mple.org",
                "ada@-example.org",
                "ada@example..org",
                "ada@exam_ple.org",
                "ada@[192.0.2.1]",
                "ada\u0000@example.org",
                "ada\ud800@example.org",
                "ada@\u00ad.org"
            })
    void what_is_not_an_email_address_is_refused(String typed) {
        assertThatThrownBy(() -> Identifier.email(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith("Not an e-mail address: ");
    }

    @ParameterizedTest
    @CsvSource({
        "01296 382415, +441296382415",
        "+44 1296 382415, +441296382415",
        "+44 (0)1296 382415, +441296382415",
        "0044 1296 382415, +441296382415",
        "01296-382-415, +441296382415",
        "０１２９６ ３８２４１５, +441296382415",
        "+49 30 123456, +4930123456",
        "07700 900123, +447700900123"
    })
    void a_telephone_number_has_one_spelling(String typed, String normal) {
        assertThat(Identifier.of(Identifier.Kind.PHONE, typed).value()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "call me", "12", "+999 1234567", "0129638241500000000000"})
    void what_is_not_a_telephone_number_is_refused(String typed) {
        assertThatThrownBy(() -> Identifier.of(Identifier.Kind.PHONE, typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "  Ada \t Lovelace |ada lovelace",
                "STRASSER|strasser",
                "Straßer|strasser",
                "Zoe\u0308|zoë",
                "ﬁona|fiona"
            })
    void a_name_has_one_spelling(String typed, String normal) {
        assertThat(Identifier.of(Identifier.Kind.NAME, typed).value()).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({"ab 12 34 c, AB1234C", "AB-1234-c, AB-1234-C", "12/345, 12/345"})
    void a_reference_has_one_spelling(String typed, String normal) {
        assertThat(Identifier.of(Identifier.Kind.REFERENCE, typed).value()).isEqualTo(normal);
    }

    @ParameterizedTest
    @EnumSource(Identifier.Kind.class)
    void what_is_empty_or_very_long_is_refused_and_never_repeated(Identifier.Kind kind) {
        for (String typed : new String[] {"", " \u2003", "\u200b", "7".repeat(1001), "q".repeat(400) + "@example.org"})
            assertThatThrownBy(() -> Identifier.of(kind, typed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(
                            e -> assertThat(e.getMessage()).doesNotContain("qq").doesNotContain("77"));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                Arbitraries.strings()
                        .withChars("aAbBßẞſKİıΣσςÀé\u0301\u0345ﬁﷺ㎏Ⅳ½\u00a0\u2003\u200b 12-'.@")
                        .ofMaxLength(20));
    }

    @Provide
    Arbitrary<String> addresses() {
        Arbitrary<String> domains = Arbitraries.of(
                "example.org",
                "EXAMPLE.org",
                "bücher.example",
                "BÜCHER.example.",
                "xn--bcher-kva.example",
                "straße.example");
        return Combinators.combine(texts(), domains).as((local, domain) -> local + "@" + domain);
    }

    @Property(tries = 2000)
    void normalising_twice_is_normalising_once(@ForAll("texts") String text, @ForAll Identifier.Kind kind) {
        twiceIsOnce(kind, text);
    }

    @Property(tries = 1000)
    void normalising_an_address_twice_is_normalising_it_once(@ForAll("addresses") String address) {
        twiceIsOnce(Identifier.Kind.EMAIL, address);
    }

    private static void twiceIsOnce(Identifier.Kind kind, String text) {
        String once;
        try {
            once = Normaliser.normalise(kind, text);
        } catch (IllegalArgumentException _) {
            return;
        }
        assertThat(Normaliser.normalise(kind, once)).isEqualTo(once);
    }

    @Property
    void equal_people_are_equal(
            @ForAll("people") String person, @ForAll("spaces") String before, @ForAll("spaces") String after) {
        byte[] key = new byte[32];
        Identifier plain = Identifier.email(person);
        for (String typed : new String[] {
            before + person + after,
            person.toUpperCase(Locale.ROOT),
            before + capitals(person) + after,
            java.text.Normalizer.normalize(person, java.text.Normalizer.Form.NFD)
        }) {
            assertThat(Identifier.email(typed)).isEqualTo(plain);
            assertThat(Constructions.identifierHash(key, Identifier.email(typed)))
                    .isEqualTo(Constructions.identifierHash(key, plain));
        }
    }

    @Property
    void different_people_are_different(@ForAll("people") String one, @ForAll("people") String other) {
        if (!one.equals(other)) assertThat(Identifier.email(one)).isNotEqualTo(Identifier.email(other));
    }

    @Provide
    Arbitrary<String> people() {
        Arbitrary<String> locals = Arbitraries.strings()
                .withChars("abcxyz019éüøñ._+-'")
                .ofMinLength(1)
                .ofMaxLength(20);
        Arbitrary<String> domains =
                Arbitraries.strings().withChars("abc09éü").ofMinLength(1).ofMaxLength(10);
        return Combinators.combine(locals, domains).as((local, domain) -> local + "@" + domain + ".example");
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.strings()
                .withChars(" \t\n\u00a0\u2003\u3000\ufeff\u200b\u0085")
                .ofMaxLength(4);
    }

    private static String capitals(String text) {
        StringBuilder mixed = new StringBuilder();
        for (int i = 0; i < text.length(); i++)
            mixed.append(i % 2 == 0 ? Character.toUpperCase(text.charAt(i)) : text.charAt(i));
        return mixed.toString();
    }

    @Test
    void an_identifier_and_its_errors_do_not_show_it() {
        assertThat(Identifier.email("ada@example.org")).hasToString("Identifier[email]");
    }
}
