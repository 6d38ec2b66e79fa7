package dev.lethe.ui.cli;

import dev.lethe.command.accounts.model.Role;
import java.io.Console;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "create-account",
        description =
                "Makes an account for a member of staff and prints its first password; an account that is there gets these roles and a new password.",
        sortOptions = false)
final class CreateAccount implements Callable<Integer> {

    private final Class<?> application;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--name", paramLabel = "<name>", description = "The person's name; asked for when it is left out.")
    private @Nullable String name;

    @Option(
            names = "--email",
            paramLabel = "<address>",
            description = "The address to sign in with; asked for when it is left out.")
    private @Nullable String email;

    @Option(
            names = "--role",
            paramLabel = "<role>",
            split = ",",
            description = "editor, privacy-officer or administrator; several with commas (default: administrator).")
    private List<String> roles = new ArrayList<>(List.of("administrator"));

    @Mixin
    private Where where = new Where();

    CreateAccount(Class<?> application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Set<Role> chosen = EnumSet.noneOf(Role.class);
        for (String role : roles) chosen.add(role(role));
        List<String> arguments = Stream.concat(
                        Stream.of(asked("Name", "--name", name), asked("Email address", "--email", email)),
                        chosen.stream().map(Role::name))
                .toList();
        Asking.run(application, where, "create-account", arguments);
        return 0;
    }

    private Role role(String text) {
        try {
            return Role.valueOf(text.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw misunderstood("--role takes editor, privacy-officer or administrator");
        }
    }

    private String asked(String question, String option, @Nullable String given) {
        if (given != null) return given;
        Console console = System.console();
        String typed = console != null && console.isTerminal() ? console.readLine("%s: ", question) : null;
        if (typed == null || typed.isBlank()) throw misunderstood(option + " is missing");
        return typed;
    }

    private CommandLine.ParameterException misunderstood(String line) {
        if (spec == null) throw new IllegalStateException(line);
        return new CommandLine.ParameterException(spec.commandLine(), line);
    }
}
