package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.model.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** The texts of these pages. */
@Component
class Say {

    private final MessageSource texts;

    Say(MessageSource texts) {
        this.texts = texts;
    }

    String text(String key, Object... arguments) {
        return texts.getMessage(key, arguments.length == 0 ? null : arguments, Locale.UK);
    }

    String role(Role role) {
        return text("accounts.role." + role.name());
    }

    /** Always in the same order. */
    String roles(Set<Role> roles) {
        return Arrays.stream(Role.values())
                .filter(roles::contains)
                .map(this::role)
                .collect(Collectors.joining(", "));
    }
}
