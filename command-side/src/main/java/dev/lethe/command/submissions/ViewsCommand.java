package dev.lethe.command.submissions;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.shredding.Personal;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** What can be asked of {@link ViewsOfAccount}. Sent by {@link SavedViews} only: names are sealed already. */
sealed interface ViewsCommand {

    AccountId owner();

    @TargetAggregateIdentifier
    default String views() {
        return ViewsOfAccount.of(owner());
    }

    /** Keep what a report shows under this name, as a new view. */
    record SaveView(ViewId view, AccountId owner, Personal<ViewName> name, ViewSettings settings)
            implements ViewsCommand {}

    /** Give a saved view another name. */
    record RenameView(ViewId view, AccountId owner, Personal<ViewName> name) implements ViewsCommand {}

    /** Forget a saved view. Removing it again changes nothing. */
    record RemoveView(ViewId view, AccountId owner) implements ViewsCommand {}
}
