package dev.lethe.ui.cli;

import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.ui.control.Output;
import dev.lethe.ui.control.Task;
import dev.lethe.ui.control.TaskFailedException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Makes an account, or gives one that is there these roles and a new password. Arguments: name, address, roles. */
@Component
class CreateAccountTask implements Task {

    private static final String CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private final Staff staff;

    CreateAccountTask(Staff staff) {
        this.staff = staff;
    }

    @Override
    public String name() {
        return "create-account";
    }

    @Override
    public void run(List<String> arguments, Output output) {
        Set<Role> roles = arguments.stream().skip(2).map(Role::valueOf).collect(Collectors.toSet());
        String password = password();
        try {
            staff.setUp(arguments.get(0), arguments.get(1), roles, Password.of(password));
        } catch (IllegalArgumentException e) {
            throw new TaskFailedException(String.valueOf(e.getMessage())); // it repeats nothing that was typed
        }
        output.line("The account is ready. Its password, shown this once: " + password);
    }

    private static String password() {
        var random = new SecureRandom();
        var password = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            if (i > 0 && i % 5 == 0) password.append('-');
            password.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return password.toString();
    }
}
