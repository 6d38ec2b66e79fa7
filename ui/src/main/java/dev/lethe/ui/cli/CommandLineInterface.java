package dev.lethe.ui.cli;

import dev.lethe.ui.control.TaskFailedException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Reads the command line. Results go to stdout, progress and errors to stderr; the exit code is 0, 1 (failed) or 2 (misunderstood). */
public final class CommandLineInterface {

    private CommandLineInterface() {}

    @Command(
            name = "lethe",
            description = "Holds residents' data so that a person can be forgotten completely.",
            synopsisSubcommandLabel = "COMMAND",
            mixinStandardHelpOptions = false,
            subcommands = {CommandLine.HelpCommand.class})
    private static final class Everything {}

    /** Runs what was asked for, to its end. @return the exit code */
    public static int run(Class<?> application, String... arguments) {
        var commands = new CommandLine(new Everything())
                .addSubcommand(new Serve(application))
                .addSubcommand(new Rebuild(application))
                .addSubcommand(new CreateAccount(application))
                .addSubcommand(new Expire(application))
                .addSubcommand(new Restored(application))
                .addSubcommand(new Orphans(application))
                .setExecutionExceptionHandler((e, _, _) -> {
                    System.err.println("lethe: " + line(e));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .setParameterExceptionHandler((e, _) -> {
                    PrintWriter err = e.getCommandLine().getErr();
                    err.println("lethe: " + e.getMessage());
                    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
                    err.println("Try: ./lethe help" + name(e.getCommandLine()));
                    return CommandLine.ExitCode.USAGE;
                });
        if (arguments.length == 0) {
            commands.usage(System.err);
            return CommandLine.ExitCode.USAGE;
        }
        return commands.execute(arguments);
    }

    private static String name(CommandLine command) {
        return command.getParent() == null ? "" : " " + command.getCommandName();
    }

    private static String line(Exception e) {
        // Ctrl-C closes what a command works on under its hands: what fails then is no reason to look for.
        if (isStopping()) return "It was stopped before it had done what it was asked for";
        return e instanceof TaskFailedException failed ? String.valueOf(failed.getMessage()) : Reason.of(e);
    }

    /** Whether this process is ending. The virtual machine tells only those who ask for what is too late then. */
    static boolean isStopping() {
        var hook = new Thread(() -> {}, "never-run");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }
}
