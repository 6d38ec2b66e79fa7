package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
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
                "ada@straße.example|ada@xn--strae-oqa.example",
                "ada@STRAẞE.example|ada@xn--strae-oqa.example",
                "ada@xn--strae-oqa.example|ada@xn--strae-oqa.example",
                "ada@XN--STRAE-OQA.example|ada@xn--strae-oqa.example",
                "ada@strasse.example|ada@strasse.example",
                "ada@βόλος.example|ada@xn--nxasmm1c.example",
                "ada@βόλοσ.example|ada@xn--nxasmq6b.example",
                "ada@نامه\u200cای.example|ada@xn--mgba3gch31f060k.example",
                "ada@نامهای.example|ada@xn--mgba3gch31f.example",
                "ada@ab--cd.bücher.example|ada@ab--cd.xn--bcher-kva.example",
                "ada@ab--cd.example|ada@ab--cd.example",
                "a\u200cda@exam\u200dple.org\u200c|ada@example.org",
                "\u202aada@exam\u00adple.org\u202c|ada@example.org",
                "ada\u200f@example.org\u200e|ada@example.org",
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
                "ada@\u00ad.org",
                "ada@xn--a.example",
                "ada@xn--strasse-.example",
                "ada@אab.example",
                "ada@üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.example",
                ".ada@example.org",
                "ada.@example.org",
                "a..da@example.org",
                "a\"da@example.org",
                "ada lovelace <ada@example.org>"
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
        "07700 900123, +447700900123",
        "07700\u00a0900123, +447700900123",
        "\u202d07700 900\u00ad123\u202c, +447700900123",
        "07700\u200b900\u2060123, +447700900123"
    })
    void a_telephone_number_has_one_spelling(String typed, String normal) {
        assertThat(Identifier.of(Identifier.Kind.PHONE, typed).value()).isEqualTo(normal);
    }

    /** Mostly, what the short way takes, and what it nearly takes. */
    @Provide
    Arbitrary<String> telephones() {
        return Combinators.combine(
                        Arbitraries.of("0", "+44", "+44 (0)", "44", "0044", "+", "+441", "00", "", "(", "-0", "+43"),
                        Arbitraries.strings().numeric().ofMinLength(9).ofMaxLength(11),
                        Arbitraries.strings().withChars(" -()+").ofMaxLength(3),
                        Arbitraries.integers().between(0, 9))
                .as((prefix, digits, between, at) -> prefix + digits.substring(0, at) + between + digits.substring(at));
    }

    @Property(tries = 5000)
    void the_short_way_for_british_numbers_says_what_the_library_says(@ForAll("telephones") String typed)
            throws NumberParseException {
        String british = Normaliser.british(typed);
        if (british == null) return;
        PhoneNumberUtil library = PhoneNumberUtil.getInstance();
        var number = library.parse(typed, "GB");
        assertThat(library.isPossibleNumber(number)).isTrue();
        assertThat(library.format(number, PhoneNumberUtil.PhoneNumberFormat.E164))
                .isEqualTo(british);
    }

    @Test
    void the_short_way_takes_what_nearly_everybody_types() {
        for (String typed : new String[] {"01296 382415", "(01296) 382-415", "07700900123", "+44 7700 900123"})
            assertThat(Normaliser.british(typed)).as(typed).isNotNull();
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
                "ﬁona|fiona",
                "Ada\u00a0Love\u00adlace|ada lovelace",
                "\u202eAda\u202c\u200f Lovelace\u3164|ada lovelace"
            })
    void a_name_has_one_spelling(String typed, String normal) {
        assertThat(Identifier.of(Identifier.Kind.NAME, typed).value()).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({"ab 12 34 c, AB1234C", "AB-1234-c, AB-1234-C", "12/345, 12/345", "ab\u00a012\u200b34\u00ad c, AB1234C"})
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                " 12½ High\u00a0Street\u200e|12 1⁄2 High Street",
                "½ Mill Lane|1⁄2 Mill Lane",
                "Flat ②|Flat 2",
                "ＨＰ１９　８ＤＢ|HP19 8DB",
                "１２|12",
                "soft\u00adhyphen|softhyphen"
            })
    void what_is_kept_of_what_was_typed_has_no_characters_that_nobody_sees(String typed, String kept) {
        assertThat(Identifier.plain(typed)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "Ada\u200b@Straße.example\u200e, Ada@Straße.example",
        "ada@نامه\u200cای.example, ada@نامه\u200cای.example",
        "a\u200cda@exam\u200cple.org, ada@example.org"
    })
    void an_address_is_kept_as_typed_but_for_what_nobody_sees(String typed, String kept) {
        assertThat(Identifier.plain(Identifier.Kind.EMAIL, typed)).isEqualTo(kept);
    }

    @ParameterizedTest
    @EnumSource(Identifier.Kind.class)
    void what_is_much_too_long_is_not_worked_on(Identifier.Kind kind) {
        String accents = "e" + "\u0301\u0323".repeat(500_000) + "@\u200c";
        assertThat(Identifier.plain(kind, accents)).isSameAs(accents);
        assertThat(Identifier.plain(accents)).isSameAs(accents);
        assertThat(Identifier.isDomain(accents)).isFalse();
    }

    /** Texts with what is pasted along. */
    @Provide
    Arbitrary<String> pasted() {
        Arbitrary<String> domains = Arbitraries.of(
                "example.org", "straße.example", "نامه\u200cای.example", "exam\u200dple.org", "क्\u200dष.example.");
        return Arbitraries.oneOf(
                texts(),
                Arbitraries.strings()
                        .withChars(
                                "aé\u0301½²①１7\u00a0\u200b\u200c\u200d\u200e\u202e\u00ad\u2060\ufeff\u3164\u034f @.ｱﾞ")
                        .ofMaxLength(15),
                Combinators.combine(texts(), domains, spaces()).as((local, domain, end) -> local + "@" + domain + end));
    }

    @Property(tries = 2000)
    void what_is_kept_is_kept_again_and_is_the_same_identifier(
            @ForAll("pasted") String typed, @ForAll Identifier.Kind kind) {
        String kept = Identifier.plain(kind, typed);
        assertThat(Identifier.plain(kind, kept)).isEqualTo(kept);
        assertThat(Identifier.plain(Identifier.plain(typed))).isEqualTo(Identifier.plain(typed));
        assertThat(identifierOrNull(kind, kept)).isEqualTo(identifierOrNull(kind, typed));
        assertThat(Identifier.plain(typed).codePoints().map(Character::getType)).doesNotContain((int) Character.FORMAT);
    }

    private static @Nullable Identifier identifierOrNull(Identifier.Kind kind, String typed) {
        try {
            return Identifier.of(kind, typed);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Labels as a registry takes them: what two of them are by, is different domains. */
    @Provide
    Arbitrary<String> labels() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("aßsςσäöüéıi0").ofMinLength(1).ofMaxLength(6),
                Arbitraries.strings()
                        .withChars("نامهیا\u200c")
                        .ofMinLength(2)
                        .ofMaxLength(8)
                        .filter(label -> Normaliser.ascii(label + ".example") != null),
                Arbitraries.strings()
                        .withChars("कष्\u200d\u200c")
                        .ofMinLength(1)
                        .ofMaxLength(6)
                        .filter(label -> Normaliser.ascii(label + ".example") != null));
    }

    @Property(tries = 5000)
    void two_domains_are_two_and_each_is_one_in_both_its_spellings(
            @ForAll("labels") String one, @ForAll("labels") String other) {
        Identifier here = Identifier.email("ada@" + one + ".example");
        Identifier there = Identifier.email("ada@" + other + ".example");
        assertThat(here.equals(there)).isEqualTo(one.equals(other));
        assertThat(Identifier.email(here.value())).isEqualTo(here);
        assertThat(Identifier.email(here.value().toUpperCase(Locale.ROOT))).isEqualTo(here);
        assertThat(Identifier.email("\u200e ada@" + one + "\u00ad。example\u200f"))
                .isEqualTo(here);
    }

    @Property
    void equal_people_are_equal(
            @ForAll("people") String person, @ForAll("spaces") String before, @ForAll("spaces") String after) {
        Identifier plain = Identifier.email(person);
        for (String typed : new String[] {
            before + person + after,
            person.toUpperCase(Locale.ROOT),
            before + capitals(person) + after,
            java.text.Normalizer.normalize(person, java.text.Normalizer.Form.NFD)
        }) {
            assertThat(Identifier.email(typed)).isEqualTo(plain);
        }
    }

    @Property
    void different_people_are_different(@ForAll("people") String one, @ForAll("people") String other) {
        if (!one.equals(other)) assertThat(Identifier.email(one)).isNotEqualTo(Identifier.email(other));
    }

    @Provide
    Arbitrary<String> people() {
        Arbitrary<String> locals = Arbitraries.strings()
                .withChars("abcxyz019éüøñ_+-'")
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
