package dev.lethe.shredding.sealing;

import static dev.lethe.shredding.Vectors.hex;
import static dev.lethe.shredding.Vectors.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Vectors;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import dev.lethe.shredding.tree.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What is sealed, as the second, independent implementation has it, in both directions. */
class SealedVectorsTest {

    private static final JsonNode VECTORS = Vectors.VALUES;
    private static final SeedTree WHOLE = SeedTree.fresh(hex(VECTORS.at("/tree/root")));
    private static final byte[] RECORD_KEY = hex(VECTORS.at("/keyRow/key"));

    @Test
    void a_key_row_is_wrapped_and_unwrapped_the_same() throws Exception {
        JsonNode row = VECTORS.get("keyRow");
        Prefix subject = new Prefix(row.get("prefix").asString());
        byte[] wrappingKey = Seeds.wrappingKey(WHOLE, subject);
        UUID keyId = uuid(row.get("keyId"));
        assertThat(Constructions.wrapKey(wrappingKey, 1, subject, keyId, RECORD_KEY, hex(row.get("nonce"))))
                .isEqualTo(hex(row.get("wrapped")));
        assertThat(Constructions.unwrapKey(wrappingKey, 1, subject, keyId, hex(row.get("wrapped"))))
                .isEqualTo(RECORD_KEY);
        assertThatThrownBy(() -> Constructions.unwrapKey(wrappingKey, 2, subject, keyId, hex(row.get("wrapped"))))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> Constructions.unwrapKey(
                        wrappingKey, 1, new Prefix("01000000fe"), keyId, hex(row.get("wrapped"))))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(
                        () -> Constructions.unwrapKey(wrappingKey, 1, subject, new UUID(1, 2), hex(row.get("wrapped"))))
                .isInstanceOf(AEADBadTagException.class);
    }

    @ParameterizedTest
    @MethodSource("identifierRows")
    void an_identifier_row_is_sealed_and_opened_the_same(JsonNode row) throws Exception {
        Prefix subject = new Prefix(row.get("prefix").asString());
        byte[] key = Seeds.identifierKey(WHOLE, subject);
        int flags = flag(row, "staff", IdentifierPlace.STAFF)
                | flag(row, "resolves", IdentifierPlace.RESOLVES)
                | flag(row, "confirmed", IdentifierPlace.CONFIRMED);
        int n = row.get("n").asInt();
        int of = row.get("of").asInt();
        String kind = row.get("kind").asString();
        var place = new IdentifierPlace(subject, n, of, flags, kind);
        String value = row.get("value").asString();
        byte[] sealed = hex(row.get("sealed"));
        assertThat(Constructions.sealIdentifier(key, 1, place, value, hex(row.get("nonce"))))
                .isEqualTo(sealed);
        assertThat(Constructions.openIdentifier(key, 1, place, sealed)).isEqualTo(value);
        for (IdentifierPlace other : List.of(
                new IdentifierPlace(subject, n == 1 ? 2 : 1, of, flags, kind),
                new IdentifierPlace(subject, n, of + 1, flags, kind),
                new IdentifierPlace(subject, n, of, flags ^ IdentifierPlace.CONFIRMED, kind),
                new IdentifierPlace(subject, n, of, flags, kind + "s"),
                new IdentifierPlace(new Prefix("01000000fe"), n, of, flags, kind)))
            assertThatThrownBy(() -> Constructions.openIdentifier(key, 1, other, sealed))
                    .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> Constructions.openIdentifier(key, 2, place, sealed))
                .isInstanceOf(AEADBadTagException.class);
    }

    private static int flag(JsonNode row, String name, int flag) {
        return row.get(name).asBoolean() ? flag : 0;
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
}
