package dev.lethe.ui.control;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What goes over the socket: one JSON object per line. The command sends a {@link Request}, Lethe answers with {@link Reply}s. */
final class Message {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is asked for. */
    record Request(String task, List<String> arguments) {}

    /**
     * One of {@code line}, {@code progress} or {@code failure} is there; or none, and the task is done.
     */
    record Reply(
            @Nullable String line,
            @Nullable String progress,
            @Nullable String failure) {}

    private Message() {}

    static String write(Object message) {
        return JSON.writeValueAsString(message);
    }

    static <T> T read(String line, Class<T> type) {
        return JSON.readValue(line, type);
    }
}
