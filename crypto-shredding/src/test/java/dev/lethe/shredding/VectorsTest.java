package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fixed results of the second, independent implementation, agreed with in both directions. */
class VectorsTest {

    private static final JsonNode VECTORS = read();
    private static final SeedTree WHOLE = SeedTree.fresh(hex(VECTORS.at("/tree/root")));
    private static final byte[] RECORD_KEY = hex(VECTORS.at("/keyRow/key"));

    @Test
    void the_whole_tree_gives_the_same_keys() {
        agrees(WHOLE, VECTORS.at("/tree/whole"));
    }

    @Test
    void the_tree_gives_the_same_keys_and_prefixes_after_each_puncture() {
        SeedTree tree = WHOLE;
        int steps = 0;
        for (JsonNode step : VECTORS.at("/tree/steps")) {
            tree = tree.puncture(List.of(new Prefix(step.get("puncture").asString())));
            agrees(tree, step);
            steps++;
        }
        assertThat(steps).isEqualTo(4);
    }

    private static void agrees(SeedTree tree, JsonNode expected) {
        assertThat(tree.prefixes().stream().map(Prefix::digits).collect(Collectors.joining(" ")))
                .isEqualTo(expected.get("prefixes").asString());
        assertThat(tree.coverage())
                .isEqualTo(new BigInteger(expected.get("covered").asString()));
        assertThat(expected.get("wrappingKeys").properties())
                .isNotEmpty()
                .allSatisfy(key ->
                        assertThat(tree.wrappingKey(new Prefix(key.getKey()))).isEqualTo(hex(key.getValue())));
        assertThat(expected.get("subjectKeys").properties())
                .isNotEmpty()
                .allSatisfy(key ->
                        assertThat(tree.subjectKey(new Prefix(key.getKey()))).isEqualTo(hex(key.getValue())));
    }

    @Test
    void a_key_row_is_wrapped_and_unwrapped_the_same() throws Exception {
        JsonNode row = VECTORS.get("keyRow");
        Prefix slot = new Prefix(row.get("slot").asString());
        byte[] wrappingKey = WHOLE.wrappingKey(slot);
        UUID keyId = uuid(row.get("keyId"));
        assertThat(Constructions.wrapKey(wrappingKey, 1, slot, keyId, RECORD_KEY, hex(row.get("nonce"))))
                .isEqualTo(hex(row.get("wrapped")));
        assertThat(Constructions.unwrapKey(wrappingKey, 1, slot, keyId, hex(row.get("wrapped"))))
                .isEqualTo(RECORD_KEY);
        assertThatThrownBy(() -> Constructions.unwrapKey(wrappingKey, 2, slot, keyId, hex(row.get("wrapped"))))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> Constructions.unwrapKey(
                        wrappingKey, 1, new Prefix("01000000ff0003"), keyId, hex(row.get("wrapped"))))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> Constructions.unwrapKey(wrappingKey, 1, slot, new UUID(1, 2), hex(row.get("wrapped"))))
                .isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void a_subject_row_is_sealed_and_unsealed_the_same() throws Exception {
        JsonNode row = VECTORS.get("subjectRow");
        Prefix subject = new Prefix(row.get("prefix").asString());
        byte[] subjectKey = WHOLE.subjectKey(subject);
        UUID id = uuid(row.get("subjectId"));
        assertThat(Constructions.sealSubject(subjectKey, 1, subject, id, hex(row.get("nonce"))))
                .isEqualTo(hex(row.get("seal")));
        Constructions.checkSubject(subjectKey, 1, subject, id, hex(row.get("seal")));
        assertThatThrownBy(
                        () -> Constructions.checkSubject(subjectKey, 1, subject, new UUID(1, 2), hex(row.get("seal"))))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() ->
                        Constructions.checkSubject(subjectKey, 1, new Prefix("01000000fe"), id, hex(row.get("seal"))))
                .isInstanceOf(AEADBadTagException.class);
    }

    @ParameterizedTest
    @MethodSource("identifierRows")
    void an_identifier_row_is_hashed_sealed_and_opened_the_same(JsonNode row) throws Exception {
        Prefix subject = new Prefix(row.get("prefix").asString());
        byte[] subjectKey = WHOLE.subjectKey(subject);
        int generation = row.get("generation").asInt();
        Identifier.Kind kind =
                Identifier.Kind.valueOf(row.get("kind").asString().toUpperCase());
        Identifier identifier = Identifier.of(kind, row.get("value").asString());
        byte[] hash = hex(row.get("hash"));
        assertThat(Constructions.identifierHash(hex(row.get("key")), identifier))
                .isEqualTo(hash);
        assertThat(Constructions.sealIdentifier(
                        subjectKey, 1, subject, generation, hash, identifier, hex(row.get("nonce"))))
                .isEqualTo(hex(row.get("sealed")));
        assertThat(Constructions.openIdentifier(subjectKey, 1, subject, generation, hash, kind, hex(row.get("sealed"))))
                .isEqualTo(row.get("value").asString());
        assertThatThrownBy(() -> Constructions.openIdentifier(
                        subjectKey, 1, subject, generation + 1, hash, kind, hex(row.get("sealed"))))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> Constructions.openIdentifier(
                        subjectKey, 1, subject, generation, hash, Identifier.Kind.NAME, hex(row.get("sealed"))))
                .isInstanceOf(AEADBadTagException.class);
    }

    static Stream<JsonNode> identifierRows() {
        return VECTORS.get("identifierRows").valueStream();
    }

    @Test
    void values_are_padded_to_the_same_lengths() {
        assertThat(VECTORS.get("padded").properties())
                .isNotEmpty()
                .allSatisfy(length -> assertThat(Padding.padded(Integer.parseInt(length.getKey())))
                        .isEqualTo(length.getValue().asInt()));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void a_token_is_sealed_and_opened_the_same(JsonNode vector) throws Exception {
        byte[] value = vector.get("value").asString().getBytes(StandardCharsets.UTF_8);
        byte[] token = hex(vector.get("token"));
        UUID keyId = uuid(vector.get("keyId"));
        UUID record = uuid(vector.get("record"));
        String label = vector.get("label").asString();
        assertThat(Constructions.sealBytes(RECORD_KEY, keyId, label, record, value, hex(vector.get("nonce"))))
                .isEqualTo(token);
        assertThat(Constructions.openBytes(RECORD_KEY, token, label, record)).isEqualTo(value);
        assertThat(Personal.of(token).keyId()).isEqualTo(keyId);
        assertThatThrownBy(() -> Constructions.openBytes(RECORD_KEY, token, label + "#2", record))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> Constructions.openBytes(RECORD_KEY, token, label, new UUID(1, 2)))
                .isInstanceOf(AEADBadTagException.class);
    }

    static Stream<JsonNode> tokens() {
        return VECTORS.get("tokens").valueStream();
    }

    private static JsonNode read() {
        try (InputStream file = VectorsTest.class.getResourceAsStream("/vectors.json")) {
            return JsonMapper.shared().readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hex(JsonNode node) {
        return node.isNull() ? null : HexFormat.of().parseHex(node.asString());
    }

    private static UUID uuid(JsonNode node) {
        return UUID.fromString(node.asString());
    }
}
