package dev.lethe.command.submissions;

import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.submissions.events.ViewId;
import dev.lethe.command.submissions.events.ViewName;
import dev.lethe.command.submissions.events.ViewSettings;
import dev.lethe.shredding.Personal;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Keep what a report shows under a name, as a new view. Sent by {@link SavedViews} only: the name is sealed already. */
record SaveView(
        @TargetAggregateIdentifier ViewId view, AccountId owner, Personal<ViewName> name, ViewSettings settings) {}
