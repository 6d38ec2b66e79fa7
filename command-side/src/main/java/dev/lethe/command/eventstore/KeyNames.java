package dev.lethe.command.eventstore;

import dev.lethe.shredding.Personal;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** The keys that a stored event names, in whatever part of it: in tokens, or by their ids. It asks no type of event. */
final class KeyNames {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int ID = UUID.randomUUID().toString().length();

    private KeyNames() {}

    /** Tells every id and the key of every token. Other ids than keys' are told too. */
    static void in(byte[] payload, Consumer<UUID> each) {
        try (JsonParser json = JSON.createParser(payload)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken())
                if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) name(json.getString(), each);
        } catch (JacksonException e) {
            throw new IllegalStateException("An event is not what was stored: it is no JSON", e);
        }
    }

    private static void name(String text, Consumer<UUID> each) {
        try {
            if (text.length() == ID) each.accept(UUID.fromString(text));
            else if (text.length() > ID)
                each.accept(Personal.of(Base64.getDecoder().decode(text)).keyId());
        } catch (IllegalArgumentException _) {
            // Another text
        }
    }
}
