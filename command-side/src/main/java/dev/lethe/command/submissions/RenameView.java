package dev.lethe.command.submissions;

import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.submissions.events.ViewId;
import dev.lethe.command.submissions.events.ViewName;
import dev.lethe.shredding.Personal;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Give a saved view another name. Sent by {@link SavedViews} only: the name is sealed already. */
record RenameView(@TargetAggregateIdentifier ViewId view, AccountId owner, Personal<ViewName> name) {}
