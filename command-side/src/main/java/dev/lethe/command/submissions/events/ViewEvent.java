package dev.lethe.command.submissions.events;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.shredding.Personal;
import java.time.Instant;
import org.axonframework.serialization.Revision;

/** Everything that can happen to a saved view of a report. */
public sealed interface ViewEvent {

    /** The view it happened to. */
    ViewId view();

    /** Whose it is: one member of staff's views are no other's, whatever their ids are. */
    AccountId owner();

    /**
     * A member of staff keeps what a report shows under a name, in place of what the view was before.
     *
     * @param name sealed under a key beside the owner's
     */
    @Revision("1")
    record ViewSaved(ViewId view, AccountId owner, Personal<ViewName> name, ViewSettings settings, Instant at)
            implements ViewEvent {}

    /**
     * It is the same as before. Its name is sealed where its owner's account is now.
     *
     * @param name sealed under a key of the owner's
     */
    @Revision("1")
    record ViewMoved(ViewId view, AccountId owner, Personal<ViewName> name, Instant at) implements ViewEvent {}

    /** It is no longer wanted. */
    @Revision("1")
    record ViewRemoved(ViewId view, AccountId owner, Instant at) implements ViewEvent {}
}
