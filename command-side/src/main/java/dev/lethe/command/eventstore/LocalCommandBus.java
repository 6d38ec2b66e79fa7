package dev.lethe.command.eventstore;

import dev.lethe.command.RefusedCommits;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.messaging.MessageHandler;

/** Tells a refused commit as {@link RefusedCommits}, whether who sent the command is in this process or behind an Axon Server. */
final class LocalCommandBus extends SimpleCommandBus {

    LocalCommandBus(Builder builder) {
        super(builder);
    }

    @Override
    protected <C, R> void handle(
            CommandMessage<C> command,
            MessageHandler<? super CommandMessage<?>> handler,
            CommandCallback<? super C, ? super R> callback) {
        CommandCallback<C, R> telling = (message, result) -> callback.onResult(message, RefusedCommits.told(result));
        super.handle(command, handler, telling);
    }
}
