package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code docker-compose.yml} says what the documentation says of it. */
class ComposeTest {

    @SuppressWarnings("unchecked")
    private static Map<String, Object> in(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }

    private static Map<String, Object> compose() throws IOException {
        try (InputStream file = Files.newInputStream(Path.of("../docker-compose.yml"))) {
            return new Yaml().load(file);
        }
    }

    @Test
    void the_application_and_postgresql_start_by_default_and_axon_server_only_when_asked_for() throws IOException {
        Map<String, Object> services = in(compose(), "services");
        assertThat(services).containsOnlyKeys("lethe", "postgres", "axonserver");
        assertThat(in(services, "lethe")).doesNotContainKey("profiles");
        assertThat(in(services, "postgres")).doesNotContainKey("profiles");
        assertThat(in(services, "axonserver").get("profiles")).isEqualTo(List.of("axon"));
    }

    @Test
    void events_and_keys_are_two_databases_and_the_root_state_is_in_the_volume_of_neither() throws IOException {
        Map<String, Object> services = in(compose(), "services");
        Map<String, Object> settings = in(in(services, "lethe"), "environment");
        assertThat(settings.get("LETHE_DB_URL")).isNotEqualTo(settings.get("LETHE_VAULT_DB_URL"));
        String root = (String) settings.get("LETHE_ROOT_DIRECTORIES");
        assertThat(in(services, "lethe").get("volumes").toString()).contains("lethe-root:" + root);
        assertThat(in(services, "postgres").get("volumes").toString()).doesNotContain("lethe-root");
    }

    @Test
    void what_an_operator_sets_for_the_application_reaches_it_and_what_is_not_set_does_no_harm() throws IOException {
        Map<String, Object> settings = in(in(in(compose(), "services"), "lethe"), "environment");
        // Compose hands over an empty text for what is not set: each of these is what Lethe takes without the setting.
        assertThat(settings)
                .containsEntry("LETHE_PROXIES", "${LETHE_PROXIES:-}")
                .containsEntry("LETHE_COUNCIL_NAME", "${LETHE_COUNCIL_NAME:-Lethe Council}")
                .containsEntry("LETHE_COUNCIL_CONTACT", "${LETHE_COUNCIL_CONTACT:-}")
                .containsEntry("LETHE_PUBLIC_URL", "${LETHE_PUBLIC_URL:-}");
    }

    @Test
    void postgresql_never_logs_values() throws IOException {
        String command = (String) in(in(compose(), "services"), "postgres").get("command");
        assertThat(command)
                .contains(
                        "log_parameter_max_length_on_error=0", "log_min_error_statement=panic", "log_min_messages=log");
    }

    @Test
    void the_image_writes_no_more_memory_to_disk_than_the_launcher_does() throws IOException {
        String dockerfile = Files.readString(Path.of("../Dockerfile"));
        String launcher = Files.readString(Path.of("../lethe"));
        List<String> options = Pattern.compile("-XX:[+-][A-Za-z]+|--[a-z-]+=[A-Za-z-]+")
                .matcher(launcher.substring(launcher.indexOf("exec \"$jdk/bin/java\"")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(options).hasSizeGreaterThan(4);
        assertThat(dockerfile).contains(options);
    }
}
