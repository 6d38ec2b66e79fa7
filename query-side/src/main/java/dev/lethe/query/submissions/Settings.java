package dev.lethe.query.submissions;

import dev.lethe.command.submissions.model.ViewSettings;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What saved views show, as JSON text. It holds no personal data. */
final class Settings {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Settings() {}

    static String write(ViewSettings settings) {
        return JSON.writeValueAsString(settings);
    }

    static ViewSettings read(String json) {
        return JSON.readValue(json, ViewSettings.class);
    }
}
