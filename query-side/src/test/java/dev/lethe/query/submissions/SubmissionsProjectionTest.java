package dev.lethe.query.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.submissions.events.Answers;
import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionId;
import dev.lethe.query.projections.ProjectionFixture;
import dev.lethe.query.submissions.SubmissionOfPerson.PartOwner;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Sealed;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SubmissionsProjectionTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00.123456Z");
    private static final Instant ERASED = Instant.parse("2026-04-01T10:11:12.5Z");
    private static final Ground ASKED = new Ground("gdpr-17-1-b");
    private static final FormVersion POTHOLES = new FormVersion(new FormId(new UUID(1, 1)), 3);
    private static final FormVersion BINS = new FormVersion(new FormId(new UUID(2, 2)), 1);
    private static final UUID ANN = new UUID(0xA, 1);
    private static final UUID BOB = new UUID(0xB, 1);
    private static final UUID CY = new UUID(0xC, 1);

    private ProjectionFixture<SubmissionEvent> read;
    private Submissions submissions;
    private SubmissionTidying tidying;

    @BeforeEach
    void wire() {
        read = ProjectionFixture.of(new SubmissionsProjection());
        submissions = new Submissions(read.database());
        tidying = new SubmissionTidying(read.database());
    }

    @Test
    void a_submission_is_kept_with_its_tokens_as_they_came() {
        read.given(received(1, POTHOLES, MONDAY, ANN, BOB));
        SubmissionRow row = submissions.byId(id(1)).orElseThrow();
        assertThat(row.form()).isEqualTo(POTHOLES);
        assertThat(row.receivedAt()).isEqualTo(MONDAY);
        assertThat(row.parts()).extracting(Part::person).containsExactly(0, 1);
        assertThat(row.parts()).extracting(Part::keyId).containsExactly(ANN, BOB);
        assertThat(row.sealed().map(Sealed::token)).isEqualTo(List.of(token(ANN), token(BOB)));
        assertThat(row.sealed().map(Sealed::place))
                .isEqualTo(List.of(
                        Answers.ANSWERS.in(id(1)), Answers.ANSWERS.part(2).in(id(1))));
        read.allWaysAgree();
    }

    @Test
    void tokens_are_never_compressed() {
        assertThat(JdbcClient.create(read.database())
                        .sql("SELECT attstorage::text FROM pg_attribute"
                                + " WHERE attrelid = 'read_submissions.part'::regclass AND attname = 'token'")
                        .query(String.class)
                        .single())
                .isEqualTo("e");
    }

    @Test
    void F15_a_forms_submissions_come_newest_first_in_pages_of_50_those_of_one_instant_by_id() {
        for (int i = 1; i <= 60; i++) read.given(received(i, POTHOLES, MONDAY.plusSeconds(i / 2), new UUID(9, i)));
        read.given(received(100, BINS, MONDAY, ANN));
        List<SubmissionRow> first = submissions.page(POTHOLES.form(), 1);
        List<SubmissionRow> second = submissions.page(POTHOLES.form(), 2);
        assertThat(first).hasSize(50);
        assertThat(second).hasSize(10);
        assertThat(submissions.page(POTHOLES.form(), 3)).isEmpty();
        assertThat(Stream.concat(first.stream(), second.stream()).map(SubmissionRow::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 30)
                        .map(i -> 30 - i)
                        .boxed()
                        .flatMap(half -> Stream.of(2 * half, 2 * half + 1))
                        .filter(i -> i >= 1 && i <= 60)
                        .map(SubmissionsProjectionTest::id)
                        .toList());
        assertThat(submissions.count(POTHOLES.form())).isEqualTo(60);
        assertThat(submissions.counts()).isEqualTo(Map.of(POTHOLES.form(), 60L, BINS.form(), 1L));
    }

    @Test
    void a_submission_is_found_by_its_reference_however_it_is_typed() {
        String reference = "234-5678-9CG";
        assertThat(dev.lethe.command.submissions.events.Reference.parse(reference))
                .contains(reference);
        read.given(
                new SubmissionReceived(id(1), POTHOLES, reference, List.of(token(ANN)), MONDAY),
                received(2, POTHOLES, MONDAY, BOB));
        assertThat(submissions.byReference(" 2345678 9cg "))
                .extracting(SubmissionRow::id)
                .containsExactly(id(1));
        assertThat(submissions.byReference("234-5678-9CH")).isEmpty();
        assertThat(submissions.byReference("' OR 1=1")).isEmpty();
    }

    @Test
    void two_submissions_that_got_one_reference_are_both_found() {
        String reference = "234-5678-9CG";
        read.given(
                new SubmissionReceived(id(1), POTHOLES, reference, List.of(token(ANN)), MONDAY),
                new SubmissionReceived(id(2), BINS, reference, List.of(token(BOB)), MONDAY));
        assertThat(submissions.byReference(reference))
                .extracting(SubmissionRow::id)
                .containsExactly(id(1), id(2));
    }

    @Test
    void a_persons_keys_lead_to_their_submissions_and_tell_whose_other_data_shares_them() {
        read.given(
                received(1, POTHOLES, MONDAY, ANN, BOB),
                received(2, BINS, MONDAY.plusSeconds(1), CY),
                received(3, BINS, MONDAY.plusSeconds(2), BOB));
        assertThat(submissions.byKeys(List.of(ANN, CY, new UUID(0xD, 1))))
                .extracting(SubmissionOfPerson::id)
                .containsExactly(id(2), id(1));
        SubmissionOfPerson shared = submissions.byKeys(List.of(ANN)).getFirst();
        assertThat(shared.parts())
                .containsExactly(new PartOwner(0, ANN, true, false), new PartOwner(1, BOB, false, false));
        assertThat(shared.shared()).isTrue();
        assertThat(shared.theirKeys()).containsExactly(ANN);
        assertThat(submissions.byKeys(List.of(CY)).getFirst().shared()).isFalse();
        assertThat(submissions.byKeys(List.of())).isEmpty();
    }

    @Test
    void tidying_drops_the_tokens_of_destroyed_keys_and_nothing_else() {
        read.given(received(1, POTHOLES, MONDAY, ANN, BOB), received(2, POTHOLES, MONDAY, CY));
        List<DestroyedKey> destroyed =
                List.of(new DestroyedKey(ANN, ERASED, ASKED), new DestroyedKey(new UUID(0xD, 1), ERASED, ASKED));

        assertThat(tidying.tidy(destroyed::forEach)).isEqualTo(1);

        assertThat(submissions.byId(id(1)).orElseThrow().parts().get(0))
                .isEqualTo(new Part.Tidied(0, ANN, ERASED, ASKED));
        assertThat(submissions.byId(id(1)).orElseThrow().sealed().map(Sealed::token))
                .isEqualTo(List.of(token(BOB)));
        assertThat(submissions.byId(id(2)).orElseThrow().sealed()).hasSize(1);
        assertThat(submissions.count(POTHOLES.form())).isEqualTo(2);
        assertThat(submissions.byKeys(List.of(ANN)).getFirst().parts().getFirst())
                .isEqualTo(new PartOwner(0, ANN, true, true));
        assertThat(tidying.tidy(destroyed::forEach)).as("once more").isZero();
    }

    @Test
    void tidying_goes_in_batches() {
        List<UUID> keys =
                IntStream.range(0, 2_500).mapToObj(i -> new UUID(7, i)).toList();
        read.given(IntStream.range(0, keys.size())
                .mapToObj(i -> received(i, POTHOLES, MONDAY, keys.get(i)))
                .toArray(SubmissionEvent[]::new));
        assertThat(tidying.tidy(each -> keys.forEach(key -> each.accept(new DestroyedKey(key, ERASED, ASKED)))))
                .isEqualTo(2_500);
        assertThat(submissions.count(POTHOLES.form())).isEqualTo(2_500);
    }

    private static SubmissionReceived received(int number, FormVersion form, Instant at, UUID... keys) {
        return new SubmissionReceived(
                id(number),
                form,
                "REF-" + number,
                Stream.of(keys).map(SubmissionsProjectionTest::token).toList(),
                at);
    }

    private static SubmissionId id(int number) {
        return new SubmissionId(new UUID(0x5, number));
    }

    private static Personal<Answers> token(UUID key) {
        ByteBuffer token = ByteBuffer.allocate(77);
        token.put((byte) 1).putLong(key.getMostSignificantBits()).putLong(key.getLeastSignificantBits());
        return Personal.of(token.array());
    }
}
