package dev.lethe.ui.web;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.model.AccountId;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.springframework.stereotype.Component;

/** Sends commands on behalf of a member of staff, and returns when their events are durable. */
@Component
public class Commands {

    private final CommandGateway gateway;

    Commands(CommandGateway gateway) {
        this.gateway = gateway;
    }

    /**
     * Sends a command and waits for it.
     *
     * @throws RuntimeException what the command's handler threw
     */
    public <R> R send(AccountId actor, Object command) {
        return gateway.sendAndWait(new GenericCommandMessage<>(command, MetaData.with(Actor.KEY, Actor.of(actor))));
    }
}
