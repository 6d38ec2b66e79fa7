package dev.lethe.query.forms;

import dev.lethe.command.forms.model.FormDefinition;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Definitions as JSON text. It holds no personal data: an editor's words only. */
final class Definitions {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Definitions() {}

    static String write(FormDefinition definition) {
        return JSON.writeValueAsString(definition);
    }

    static FormDefinition read(String json) {
        return JSON.readValue(json, FormDefinition.class);
    }
}
