package dev.lethe.shredding;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fixed results of the second, independent implementation. */
public final class Vectors {

    public static final JsonNode VALUES = read();

    private Vectors() {}

    private static JsonNode read() {
        try (InputStream file = Vectors.class.getResourceAsStream("/vectors.json")) {
            return JsonMapper.shared().readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] hex(JsonNode node) {
        return node.isNull() ? null : HexFormat.of().parseHex(node.asString());
    }

    public static UUID uuid(JsonNode node) {
        return UUID.fromString(node.asString());
    }
}
