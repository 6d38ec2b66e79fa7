package dev.lethe.shredding.root;

import static dev.lethe.shredding.Vectors.hex;
import static dev.lethe.shredding.Vectors.uuid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Vectors;
import dev.lethe.shredding.tree.Prefix;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What is believed with a MAC, as the second, independent implementation has it, in both directions. */
class BookVectorsTest {

    private static final JsonNode VECTORS = Vectors.VALUES;

    @ParameterizedTest
    @MethodSource("books")
    void what_a_table_says_has_the_same_mac(JsonNode vector) {
        byte[] key = hex(VECTORS.at("/ledger/key"));
        UUID instance = uuid(vector.get("instance"));
        Book.Entry said = said(vector.get("kind").asString(), vector.get("of"));
        assertThat(ByteBuffer.allocate(16 + said.content().length)
                        .putLong(instance.getMostSignificantBits())
                        .putLong(instance.getLeastSignificantBits())
                        .put(said.content())
                        .array())
                .isEqualTo(hex(vector.get("content")));
        assertThat(new Book(key).mac(instance, said)).isEqualTo(hex(vector.get("mac")));
        assertThat(new Book(key).holds(instance, said, hex(vector.get("mac")))).isTrue();
        assertThat(new Book(key).holds(new UUID(1, 2), said, hex(vector.get("mac"))))
                .isFalse();
    }

    static Stream<JsonNode> books() {
        return VECTORS.get("books").valueStream();
    }

    private static Book.Entry said(String kind, JsonNode of) {
        return switch (kind) {
            case "key" ->
                Book.Entry.key(
                        uuid(of.get(0)),
                        new Prefix(of.get(1).asString()),
                        of.get(2).asBoolean());
            case "blank" ->
                Book.Entry.blank(
                        uuid(of.get(0)),
                        of.get(1).asLong(),
                        LocalDate.ofEpochDay(of.get(2).asLong()),
                        new Ground(of.get(3).asString()));
            case "state" ->
                Book.Entry.state(
                        uuid(of.get(0)),
                        of.get(1).asString(),
                        LocalDate.ofEpochDay(of.get(2).asLong()),
                        new Ground(of.get(3).asString()));
            case "entry" -> Book.Entry.entry(of.get(0).asLong(), of.get(1).asString());
            case "done" -> Book.Entry.done(of.get(0).asLong(), of.get(1).asLong());
            case "order" -> Book.Entry.order(uuid(of.get(0)), of.get(1).asString());
            case "mark" ->
                Book.Entry.mark(of.get(0).asString(), uuid(of.get(1)), of.size() > 2 ? hex(of.get(2)) : new byte[0]);
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
