package dev.lethe.ui.web;

import java.util.Locale;
import org.springframework.context.MessageSource;

/**
 * What a program is told when the API did not do what it was asked.
 *
 * @param code for the program
 * @param message for whoever wrote it, or for the person it serves; it never repeats what was sent
 */
public record ApiProblem(String code, String message) {

    /** The problem with this code, with its words from {@code messages/outside.properties}. */
    public static ApiProblem of(String code, MessageSource texts, Object... arguments) {
        return new ApiProblem(code, texts.getMessage("outside.api." + code, arguments, Locale.UK));
    }
}
