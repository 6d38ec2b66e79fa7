package dev.lethe.promises;

import dev.lethe.command.privacy.ErasureWatch;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.ui.cli.CommandLineInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.axonframework.eventhandling.GenericEventMessage;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The product, with one thing more: where a file says so, it halts at a step of an erasure, as if the power had gone. The
 * file holds the step's name, so that a test decides while the product runs.
 */
@SpringBootApplication(scanBasePackages = {"dev.lethe.command", "dev.lethe.query", "dev.lethe.ui"})
public class HaltingLethe {

    /** The system property that names the file; without it this is the product as it is. */
    static final String FILE = "lethe.test.halt-at";

    public static void main(String[] arguments) {
        System.exit(CommandLineInterface.run(HaltingLethe.class, arguments));
    }

    /** The system property that says how many days later it is than it is. */
    static final String LATER = "lethe.test.days-later";

    /** The product's clock, and Axon's for the times of events. */
    @Bean
    @Primary
    Clock laterClock() {
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(Integer.getInteger(LATER, 0)));
        GenericEventMessage.clock = clock;
        return clock;
    }

    @Bean
    ErasureWatch haltAtStages() {
        return (_, stage) -> haltAt(stage);
    }

    @Bean
    Consumer<ErasureStep> haltAtSteps() {
        return HaltingLethe::haltAt;
    }

    private static void haltAt(Enum<?> step) {
        String file = System.getProperty(FILE);
        if (file == null || !Files.exists(Path.of(file))) return;
        try {
            if (Files.readString(Path.of(file)).strip().equals(name(step)))
                Runtime.getRuntime().halt(137); // runs no shutdown hook: nothing is flushed, closed or stopped
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String name(Enum<?> step) {
        return step.getDeclaringClass().getSimpleName() + "." + step.name();
    }
}
