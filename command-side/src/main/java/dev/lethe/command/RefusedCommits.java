package dev.lethe.command;

import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.HandlerExecutionException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * A commit that was refused as a whole, since something else was stored meanwhile: none of its events is there, for certain. An
 * exception's class does not cross an Axon Server, so this is told as details, which do.
 */
public final class RefusedCommits {

    private static final String REFUSED = "refused";
    /** Axon Server's words for a number that another event has, in a status of gRPC, which no class of Axon's stands for. */
    private static final String TAKEN = "[AXONIQ-2000]";

    private RefusedCommits() {}

    /** Whether a command that ended with this stored nothing, because something else was stored meanwhile. */
    public static boolean is(Throwable failure) {
        return isRefusal(failure)
                || HandlerExecutionException.resolveDetails(failure)
                        .filter(REFUSED::equals)
                        .isPresent();
    }

    /** The result as it can be told anywhere. */
    public static <R> CommandResultMessage<? extends R> told(CommandResultMessage<? extends R> result) {
        if (!result.isExceptional() || !isRefusal(result.exceptionResult())) return result;
        Throwable refusal = result.exceptionResult();
        return GenericCommandResultMessage.asCommandResultMessage(new CommandExecutionException(
                "Something else was stored meanwhile: " + refusal.getMessage(), refusal, REFUSED));
    }

    private static boolean isRefusal(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause())
            if (each instanceof ConcurrencyException
                    || each instanceof AggregateStreamCreationException
                    || String.valueOf(each.getMessage()).contains(TAKEN)) return true;
        return false;
    }
}
