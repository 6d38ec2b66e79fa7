package dev.lethe.ui.health;

import dev.lethe.ui.health.HealthLine.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** How much room there is where the data and the copies of the root state lie. */
@Component
@Order(40)
class DiskCheck implements HealthCheck {

    /** Bytes below which somebody should make room: a busy day of files, and what PostgreSQL needs to recover. */
    static final long SCARCE = 2_000_000_000;

    /** Bytes below which PostgreSQL may not be able to write. */
    static final long FULL = 100_000_000;

    private final List<Path> directories = new ArrayList<>();
    private final HealthTexts texts;

    DiskCheck(Environment environment, HealthTexts texts) {
        this.texts = texts;
        Binder binder = Binder.get(environment);
        for (String setting : List.of("lethe.data.directories", "lethe.root.directories"))
            directories.addAll(binder.bind(setting, Bindable.listOf(Path.class)).orElse(List.of()));
    }

    @Override
    public List<HealthLine> look() {
        List<HealthLine> lines = new ArrayList<>();
        for (Path directory : directories) {
            String name = texts.say("health.disk", directory.toAbsolutePath());
            try {
                lines.add(line(name, Files.getFileStore(directory).getUsableSpace()));
            } catch (IOException e) {
                lines.add(new HealthLine(name, State.WARNING, texts.say("health.disk.unknown")));
            }
        }
        return lines;
    }

    private HealthLine line(String name, long free) {
        String size = HealthTexts.size(free);
        if (free < FULL) return new HealthLine(name, State.STOPPED, texts.say("health.disk.full", size));
        if (free < SCARCE) return new HealthLine(name, State.WARNING, texts.say("health.disk.scarce", size));
        return new HealthLine(name, State.GOOD, texts.say("health.disk.good", size));
    }
}
