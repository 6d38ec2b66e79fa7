package dev.lethe.ui;

import dev.lethe.processes.Processes;
import dev.lethe.processes.privacy.TidyingElsewhere;
import dev.lethe.processes.records.RecordLookups;
import dev.lethe.ui.cli.CommandLineInterface;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** The application, and the program that starts it or asks it for something. */
@SpringBootApplication(scanBasePackages = {"dev.lethe.command", "dev.lethe.query", "dev.lethe.ui"})
@Import({Processes.class, RecordLookups.class, TidyingElsewhere.class})
public class Lethe {

    public static void main(String[] arguments) {
        // Never left to return: a thread of Axon's would keep a JVM alive whose start failed.
        System.exit(CommandLineInterface.run(Lethe.class, arguments));
    }
}
