package dev.lethe.command.submissions;

import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.submissions.events.ViewId;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Forget a saved view. Only its owner can; removing it again changes nothing. */
record RemoveView(@TargetAggregateIdentifier ViewId view, AccountId owner) {}
