package dev.lethe.query.submissions;

import dev.lethe.command.submissions.events.Answers;
import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import dev.lethe.shredding.Personal;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Copies tokens; opens nothing. */
@Component
class SubmissionsProjection implements Projection<SubmissionEvent> {

    private static final Table SUBMISSION =
            new Table("submission", "id", "form", "version", "reference", "received_at");
    private static final Table PART = new Table("part", "submission", "person", "key_id", "token");

    @Override
    public String name() {
        return "submissions";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<SubmissionEvent> reads() {
        return SubmissionEvent.class;
    }

    @Override
    public void project(SubmissionEvent event, Recorded recorded, Rows rows) {
        switch (event) {
            case SubmissionReceived received -> {
                UUID id = received.submission().value();
                rows.insert(
                        SUBMISSION,
                        id,
                        received.form().form().value(),
                        received.form().version(),
                        received.reference(),
                        received.receivedAt());
                for (int person = 0; person < received.parts().size(); person++) {
                    Personal<Answers> part = received.parts().get(person);
                    rows.insert(PART, id, person, part.keyId(), part.bytes());
                }
            }
        }
    }
}
