package dev.lethe.command;

import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.HandlerExecutionException;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * A commit that was refused as a whole, since something else was stored meanwhile: none of its events is there, for certain. An
 * exception's class does not cross an Axon Server, so this is told as details, which do.
 */
public final class Refused {

    private static final String REFUSED = "refused";

    private Refused() {}

    /** Whether a command that ended with this stored nothing, because something else was stored meanwhile. */
    public static boolean is(Throwable failure) {
        return failure instanceof ConcurrencyException
                || HandlerExecutionException.resolveDetails(failure)
                        .filter(REFUSED::equals)
                        .isPresent();
    }

    /** The result as it can be told anywhere. */
    public static <R> CommandResultMessage<? extends R> told(CommandResultMessage<? extends R> result) {
        if (!result.isExceptional() || !(result.exceptionResult() instanceof ConcurrencyException e)) return result;
        return GenericCommandResultMessage.asCommandResultMessage(
                new CommandExecutionException("Something else was stored meanwhile: " + e.getMessage(), e, REFUSED));
    }
}
