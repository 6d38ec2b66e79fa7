package dev.lethe.command.eventstore;

import dev.lethe.command.accounts.events.AccountEvent.AccountOpened;
import dev.lethe.command.accounts.events.AccountEvent.AddressChanged;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Replaced;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** What the events say of keys that the vault has to know of them. */
final class KeysInEvents {

    /** The events that say with how many identifiers a part of a record came. */
    static final Set<Class<?>> WITH_PARTS = Set.of(SubmissionReceived.class, AccountOpened.class, AddressChanged.class);

    /** The events by which a part of a record moved. */
    static final Set<Class<?>> WITH_REPLACED = Set.of(AddressChanged.class);

    /** The events that say what an erasure keeps. */
    static final Set<Class<?>> WITH_KEPT = Set.of(ErasureOrdered.class, ErasureFoundInLedger.class);

    /** Of a member of staff: the address and the account's id. */
    private static final int OF_STAFF = 2;

    private KeysInEvents() {}

    static void parts(Object event, EventHistory.Parts each) {
        switch (event) {
            case SubmissionReceived received ->
                received.parts().forEach(part -> each.arrived(part.answers().keyId(), part.identifiers()));
            case AccountOpened opened -> each.arrived(opened.profile().keyId(), OF_STAFF);
            case AddressChanged changed -> each.arrived(changed.profile().keyId(), OF_STAFF);
            default -> throw unexpected(event);
        }
    }

    static void kept(Object event, BiConsumer<UUID, Ground> each) {
        List<Kept> kept = switch (event) {
            case ErasureOrdered ordered -> ordered.kept();
            case ErasureFoundInLedger found -> found.kept();
            default -> throw unexpected(event);
        };
        kept.forEach(key -> each.accept(key.key(), key.ground().code()));
    }

    /** @param record of which it is an event: what is told of another one is not believed */
    static void replaced(Object event, String record, Replaced.Said each) {
        if (!(event instanceof AddressChanged changed)) throw unexpected(event);
        UUID erasure = changed.erasure();
        Personal<Replaced> replaced = changed.replaced();
        // Whoever writes to the store may have left anything out
        if (erasure != null && replaced != null && record.equals(String.valueOf(changed.account())))
            each.moved(erasure, Replaced.REPLACED.at(changed.account(), replaced));
    }

    private static IllegalArgumentException unexpected(Object event) {
        return new IllegalArgumentException("Says nothing of keys: " + event.getClass());
    }
}
