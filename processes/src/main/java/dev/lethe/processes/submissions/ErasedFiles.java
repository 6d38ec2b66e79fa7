package dev.lethe.processes.submissions;

import dev.lethe.command.submissions.Files;
import dev.lethe.processes.records.EndsWithKeys;
import dev.lethe.shredding.DestroyedKey;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Deletes files that open nothing any more. */
@Component
class ErasedFiles implements EndsWithKeys {

    private final Files files;

    ErasedFiles(Files files) {
        this.files = files;
    }

    @Override
    public void end(Consumer<Consumer<DestroyedKey>> destroyed) {
        files.tidy(destroyed);
    }
}
