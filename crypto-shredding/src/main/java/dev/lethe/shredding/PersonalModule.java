package dev.lethe.shredding;

import java.util.Base64;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Teaches Jackson 3 that a {@link Personal} is a string: its token in base64 (RFC 4648 §4, with padding). Writing and
 * reading opens nothing. A mapper finds it by itself with {@code findAndAddModules()}.
 */
public final class PersonalModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    public PersonalModule() {
        super(PersonalModule.class.getName());
        addSerializer(Personal.class, new Writer());
        addDeserializer(Personal.class, new Reader());
    }

    @SuppressWarnings("rawtypes") // a token does not know its value's type; the label that opens it does
    private static final class Writer extends ValueSerializer<Personal> {
        @Override
        public void serialize(Personal token, JsonGenerator json, SerializationContext context) {
            json.writeString(Base64.getEncoder().encodeToString(token.bytes()));
        }
    }

    @SuppressWarnings("rawtypes")
    private static final class Reader extends ValueDeserializer<Personal> {
        @Override
        public Personal deserialize(JsonParser json, DeserializationContext context) {
            if (!json.hasToken(JsonToken.VALUE_STRING))
                return context.reportInputMismatch(this, "A sealed value is a base64 string");
            try {
                return Personal.of(Base64.getDecoder().decode(json.getString()));
            } catch (IllegalArgumentException _) {
                return context.reportInputMismatch(this, "Not the base64 form of a sealed value");
            }
        }
    }
}
