package dev.lethe.command.audit;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.events.PersonalDataRead;
import dev.lethe.command.audit.model.Occasion;
import java.time.Clock;
import java.util.Collection;
import java.util.UUID;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.springframework.stereotype.Component;

/** Records that staff are about to be shown personal data. When it cannot be recorded, it must not be shown. */
@Component
public class Looks {

    private final EventGateway events;
    private final Clock clock;

    Looks(EventGateway events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Returns when the look is durable. */
    public void record(AccountId reader, Occasion occasion, Collection<UUID> records) {
        events.publish(new PersonalDataRead(
                reader, occasion, records.stream().distinct().toList(), clock.instant()));
    }
}
