package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        assertThat(steps).isEqualTo(5);
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
        assertThat(expected.get("identifierKeys").properties())
                .isNotEmpty()
                .allSatisfy(key ->
                        assertThat(tree.identifierKey(new Prefix(key.getKey()))).isEqualTo(hex(key.getValue())));
    }

    @Test
    void a_key_row_is_wrapped_and_unwrapped_the_same() throws Exception {
        JsonNode row = VECTORS.get("keyRow");
        Prefix subject = new Prefix(row.get("prefix").asString());
        byte[] wrappingKey = WHOLE.wrappingKey(subject);
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
        byte[] key = WHOLE.identifierKey(subject);
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

    @Test
    void a_ledger_file_is_read_and_written_the_same(@TempDir Path directory) throws Exception {
        JsonNode vector = VECTORS.get("ledger");
        UUID instance = uuid(vector.get("instance"));
        Book book = new Book(hex(vector.get("key")));
        String text = vector.get("file").asString();
        Files.writeString(directory.resolve(LedgerFile.NAME), text);
        LedgerChain chain = new LedgerFile(directory, instance).read();

        assertThat(chain.last()).isEqualTo(4);
        List<String> lines = new ArrayList<>();
        for (long number = 1; number <= chain.last(); number++) {
            LedgerEntry entry = chain.entry(number);
            LedgerChain.Mac mac = chain.mac(number);
            assertThat(mac.epoch()).isEqualTo(1);
            assertThat(mac.mac()).isEqualTo(book.mac(instance, Book.Entry.entry(number, entry.text())));
            lines.add(entry.text());
            lines.add(LedgerFile.macLine(number, mac));
            LedgerChain.Done done = chain.done(number);
            if (done == null) continue;
            assertThat(done.mac().mac()).isEqualTo(book.mac(instance, Book.Entry.done(number, done.rootVersion())));
            lines.add(LedgerFile.doneLine(number, done));
        }
        assertThat(chain.done(1).rootVersion()).isEqualTo(31);
        assertThat(chain.done(2).rootVersion()).isEqualTo(32);
        Path anew = Files.createDirectory(directory.resolve("anew"));
        LedgerFile written = new LedgerFile(anew, instance);
        assertThat(written.read().last()).isZero();
        written.append(lines);
        assertThat(anew.resolve(LedgerFile.NAME)).hasContent(text);
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
