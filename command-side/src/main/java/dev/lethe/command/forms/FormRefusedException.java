package dev.lethe.command.forms;

import java.util.List;
import org.axonframework.commandhandling.CommandExecutionException;

/**
 * A form cannot be saved or published as it is. The problems travel as the exception's details, so that they arrive from
 * another node too: {@code catch (CommandExecutionException e) { FormRefusedException.problems(e) }}.
 */
public final class FormRefusedException extends CommandExecutionException {

    /** What travels. */
    public record Details(List<FormProblem> problems) {
        public Details {
            problems = List.copyOf(problems);
        }
    }

    FormRefusedException(List<FormProblem> problems) {
        super("The form has problems: " + problems, null, new Details(problems));
    }

    /** The problems that a failed command reports; empty when it failed for another reason. */
    public static List<FormProblem> problems(CommandExecutionException failure) {
        return failure.getDetails()
                .filter(Details.class::isInstance)
                .map(details -> ((Details) details).problems())
                .orElse(List.of());
    }
}
