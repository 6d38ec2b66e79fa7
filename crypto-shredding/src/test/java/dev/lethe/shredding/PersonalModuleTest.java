package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class PersonalModuleTest {

    record Event(List<Personal<String>> parts) {}

    private static final JsonMapper JSON =
            JsonMapper.builder().findAndAddModules().build();
    private static final byte[] TOKEN = new byte[Personal.SHORTEST];

    static {
        TOKEN[0] = 1;
        TOKEN[20] = (byte) 0xfb;
    }

    @Test
    void a_sealed_value_is_a_base64_string_and_comes_back() {
        Event event = new Event(List.of(Personal.of(TOKEN)));
        String json = JSON.writeValueAsString(event);
        assertThat(json).isEqualTo("{\"parts\":[\"" + Base64.getEncoder().encodeToString(TOKEN) + "\"]}");
        assertThat(JSON.readValue(json, Event.class)).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"AQID\"", "\"not base64!\"", "7", "{\"token\":\"x\"}", "[\"AQ==\"]"})
    void anything_else_is_refused_with_a_reason(String part) {
        assertThatThrownBy(() -> JSON.readValue("{\"parts\":[" + part + "]}", Event.class))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("sealed value")
                .hasMessageNotContaining("AQID");
    }
}
