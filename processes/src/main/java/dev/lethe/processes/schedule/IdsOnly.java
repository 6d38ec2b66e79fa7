package dev.lethe.processes.schedule;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/** Serialises nothing: a task's id is all it holds. The library's own way would read any class from the database. */
final class IdsOnly implements Serializer {

    @Override
    public byte @Nullable [] serialize(@Nullable Object data) {
        if (data != null) throw new IllegalArgumentException("A task holds its id, and nothing else");
        return null;
    }

    @Override
    public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] data) {
        if (data != null) throw new IllegalStateException("A task holds its id, and somebody put data into its row");
        return null;
    }
}
