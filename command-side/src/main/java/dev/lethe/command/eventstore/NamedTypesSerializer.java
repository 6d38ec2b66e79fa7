package dev.lethe.command.eventstore;

import java.util.List;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * JSON of types that it was told of, and of no others: a stored or received message names its class, and whoever can write
 * a row must not choose which classes are made.
 */
final class NamedTypesSerializer extends Jackson3Serializer {

    private static final String METADATA = "org.axonframework.messaging.MetaData";

    private final List<String> prefixes;

    /** Our own types, and the plain values that commands answer with. */
    static NamedTypesSerializer ofMessages() {
        return new NamedTypesSerializer(List.of(
                "dev.lethe.",
                METADATA,
                "java.lang.String",
                "java.lang.Boolean",
                "java.lang.Integer",
                "java.lang.Long",
                "java.time.Instant",
                "java.util.UUID"));
    }

    /** Axon's tokens. A replay token holds two others and, for its context, an {@code Object}, so it needs a validator that knows them. */
    static NamedTypesSerializer ofTokens() {
        return new NamedTypesSerializer(
                List.of("org.axonframework.eventhandling.", "org.axonframework.axonserver.connector."));
    }

    private NamedTypesSerializer(List<String> prefixes) {
        super(builder().jsonMapperBuilderCustomizer(mapper -> {
            var validator = BasicPolymorphicTypeValidator.builder();
            prefixes.forEach(validator::allowIfSubType);
            mapper.polymorphicTypeValidator(validator.build())
                    .addModules(MapperBuilder.findModules(NamedTypesSerializer.class.getClassLoader()))
                    // Written by a newer version of Lethe, perhaps: what it added is no reason to lose the rest.
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS);
        }));
        this.prefixes = prefixes;
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        String name = type.getName();
        if (SerializedType.emptyType().equals(type)) return super.classForType(type);
        for (String prefix : prefixes) if (name.startsWith(prefix)) return super.classForType(type);
        return UnknownSerializedType.class;
    }
}
