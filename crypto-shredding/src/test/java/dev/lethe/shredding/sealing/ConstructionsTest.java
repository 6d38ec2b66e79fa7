package dev.lethe.shredding.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Label;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RecordId;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootFiles;
import dev.lethe.shredding.tree.Prefix;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.AEADBadTagException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import tools.jackson.core.type.TypeReference;

class ConstructionsTest {

    record Form(UUID value) implements RecordId {}

    record Answer(String question, int times, List<String> choices) {}

    private static final byte[] KEY = Crypto.random(32);
    private static final UUID KEY_ID = UUID.randomUUID();
    private static final Form RECORD = new Form(UUID.randomUUID());
    private static final Label<Answer> ANSWER = Label.of("test.answer", Answer.class);
    private static final Label<String> TEXT = Label.of("test.answer", String.class);
    private static final String CANARY = "canary-3f1e";

    @Property
    void a_value_comes_back_from_the_place_it_was_sealed_for(@ForAll @StringLength(max = 200) String text)
            throws Exception {
        Answer answer = new Answer(text, text.length(), List.of(text, CANARY));
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) return;
        Personal<Answer> token = Constructions.sealValue(KEY, KEY_ID, ANSWER.in(RECORD), answer);
        assertThat(token.keyId()).isEqualTo(KEY_ID);
        assertThat(Constructions.openValue(KEY, ANSWER.at(RECORD, token))).isEqualTo(answer);
    }

    @Example
    void a_value_of_a_generic_type_comes_back() throws Exception {
        Label<Map<String, List<Integer>>> label =
                Label.of("test.map", new TypeReference<Map<String, List<Integer>>>() {});
        Map<String, List<Integer>> value = Map.of("a", List.of(1, 2));
        Personal<Map<String, List<Integer>>> token = Constructions.sealValue(KEY, KEY_ID, label.in(RECORD), value);
        assertThat(Constructions.openValue(KEY, label.at(RECORD, token))).isEqualTo(value);
    }

    @Example
    void a_token_moved_to_another_place_or_key_does_not_open() {
        Personal<String> token = Constructions.sealValue(KEY, KEY_ID, TEXT.in(RECORD), CANARY);
        tampered(KEY, TEXT.part(2).at(RECORD, token));
        tampered(KEY, Label.of("test.answers", String.class).at(RECORD, token));
        tampered(KEY, TEXT.at(new Form(UUID.randomUUID()), token));
        tampered(Crypto.random(32), TEXT.at(RECORD, token));
    }

    @Example
    void a_token_with_any_bit_flipped_does_not_open() {
        byte[] token =
                Constructions.sealValue(KEY, KEY_ID, TEXT.in(RECORD), CANARY).bytes();
        for (int bit = 8; bit < token.length * 8; bit++) { // the first byte is the version, refused even earlier
            byte[] damaged = token.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            tampered(KEY, TEXT.at(RECORD, Personal.of(damaged)));
        }
        tampered(KEY, TEXT.at(RECORD, Personal.of(Arrays.copyOf(token, token.length + 1))));
        byte[] longer = Constructions.sealValue(KEY, KEY_ID, TEXT.in(RECORD), CANARY.repeat(9))
                .bytes();
        tampered(KEY, TEXT.at(RECORD, Personal.of(Arrays.copyOf(longer, longer.length - 1))));
    }

    private static void tampered(byte[] key, Sealed<String> value) {
        assertThatThrownBy(() -> Constructions.openValue(key, value)).isInstanceOf(AEADBadTagException.class);
    }

    @Example
    void the_same_value_never_gives_the_same_token() {
        Set<Personal<String>> tokens = new HashSet<>();
        for (int i = 0; i < 1000; i++) tokens.add(Constructions.sealValue(KEY, KEY_ID, TEXT.in(RECORD), CANARY));
        assertThat(tokens).hasSize(1000);
    }

    @Example
    void values_of_similar_length_have_tokens_of_one_length() {
        assertThat(Constructions.sealValue(KEY, KEY_ID, TEXT.in(RECORD), "").bytes())
                .hasSameSizeAs(Constructions.sealValue(KEY, KEY_ID, TEXT.in(RECORD), "x".repeat(29))
                        .bytes())
                .hasSize(Personal.SHORTEST);
    }

    @Example
    void up_to_16_MiB_can_be_sealed_and_no_more() throws Exception {
        String largest = "x".repeat(Padding.LARGEST - 2);
        Personal<String> token = Constructions.sealValue(KEY, KEY_ID, TEXT.in(RECORD), largest);
        assertThat(Constructions.openValue(KEY, TEXT.at(RECORD, token)).equals(largest))
                .isTrue();
        assertThatThrownBy(() -> Constructions.sealValue(KEY, KEY_ID, TEXT.in(RECORD), largest + CANARY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 MiB")
                .hasMessageNotContaining(CANARY);
    }

    record Leaky(String secret) {
        Leaky {
            if (secret.startsWith("bad")) throw new IllegalArgumentException("I do not like " + secret);
        }

        public String getBroken() {
            throw new IllegalStateException("I cannot write " + secret);
        }
    }

    @Example
    void errors_in_reading_or_writing_never_carry_the_value() {
        Label<Leaky> leaky = Label.of("test.answer", Leaky.class);
        Throwable writing = org.assertj.core.api.Assertions.catchThrowable(
                () -> Constructions.sealValue(KEY, KEY_ID, leaky.in(RECORD), new Leaky(CANARY)));
        assertThat(writing).isInstanceOf(IllegalArgumentException.class);
        assertThat(everything(writing)).doesNotContain(CANARY);

        for (String json : List.of(
                "{\"secret\":\"bad " + CANARY + "\"}",
                "{\"" + CANARY + "\":1}",
                "{\"secret\":\"x\",\"more\":\"" + CANARY + "\"}",
                "{\"secret\":{\"" + CANARY + "\":1}}",
                "[" + CANARY + "]",
                "\"" + CANARY,
                "{\"secret\":\"a\",\"secret\":\"" + CANARY + "\"}",
                "{\"secret\":\"a\"} " + CANARY,
                "{}",
                "null",
                "")) {
            byte[] token = Constructions.sealBytes(
                    KEY,
                    KEY_ID,
                    "test.answer",
                    RECORD.value(),
                    json.getBytes(StandardCharsets.UTF_8),
                    Crypto.random(12));
            Throwable reading = org.assertj.core.api.Assertions.catchThrowable(
                    () -> Constructions.openValue(KEY, leaky.at(RECORD, Personal.of(token))));
            assertThat(reading).as(json).isInstanceOf(CannotBeOpenedException.class);
            assertThat(((CannotBeOpenedException) reading).why()).isEqualTo(CannotBeOpenedException.Why.UNREADABLE);
            assertThat(everything(reading)).doesNotContain(CANARY);
        }
    }

    private static String everything(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Property
    void an_identifier_comes_back_and_only_in_its_row(@ForAll @Size(32) byte[] identifierKey) throws Exception {
        var place = new IdentifierPlace(new Prefix("0000000007"), 1, 2, 0, "email");
        byte[] sealed = Constructions.sealIdentifier(identifierKey, 1, place, "ada@example.org");
        assertThat(Constructions.openIdentifier(identifierKey, 1, place, sealed))
                .isEqualTo("ada@example.org");
        var other = new IdentifierPlace(new Prefix("0000000008"), 1, 2, 0, "email");
        assertThatThrownBy(() -> Constructions.openIdentifier(identifierKey, 1, other, sealed))
                .isInstanceOf(AEADBadTagException.class);
    }

    @Example
    void sealing_is_right_from_many_threads_and_after_failures() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> work = new java.util.ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                byte[] key = Crypto.random(32);
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        byte[] plain = Crypto.random(i);
                        byte[] sealed = Crypto.seal(key, KEY, plain);
                        assertThat(Crypto.open(key, KEY, sealed)).isEqualTo(plain);
                        sealed[i % sealed.length] ^= 1;
                        assertThatThrownBy(() -> Crypto.open(key, KEY, sealed)).isInstanceOf(AEADBadTagException.class);
                    }
                    return null;
                }));
            }
            for (Future<?> each : work) each.get();
        }
    }

    @Example
    void wrong_lengths_are_refused() {
        assertThatThrownBy(() -> Crypto.seal(new byte[16], KEY, KEY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Crypto.open(KEY, KEY, new byte[27])).isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> Constructions.wrapKey(KEY, 1, new Prefix("000000000"), KEY_ID, KEY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Constructions.wrapKey(KEY, 1, new Prefix("0000000001"), KEY_ID, new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RootFiles.mac(new byte[31], KEY_ID, Book.Entry.search(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IdentifierPlace(new Prefix("0000000001"), 3, 2, 0, "email"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
