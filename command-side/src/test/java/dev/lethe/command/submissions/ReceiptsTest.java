package dev.lethe.command.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Receipts.Receipt;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final String REFERENCE = "K7Q-F3MX-PRT";
    private static final SubmissionId ID = new SubmissionId(UUID.randomUUID());
    private static final FormVersion FORM = new FormVersion(new FormId(UUID.randomUUID()), 3);
    private static final Instant RECEIVED = NOW.minusSeconds(7);
    private static final Instant LAST = RECEIVED.plus(Receipts.COPY_FOR);

    private static String sealed(Receipts receipts) {
        return receipts.seal(ID, FORM, RECEIVED, REFERENCE);
    }

    private static Receipt receipt(Optional<String> reference, Optional<SubmissionId> copy) {
        return new Receipt(FORM, RECEIVED, reference, copy, LAST);
    }

    private static DataSource database;

    @BeforeAll
    static void migrate() {
        database = TestPostgres.migratedDatabase();
    }

    private final TestClock clock = new TestClock(NOW);

    /** As of one process: no two have the same. */
    private final Receipts receipts = process();

    private Receipts process() {
        return new Receipts(new SubmitKey(database), clock);
    }

    private Optional<Receipt> at(Instant then, String sealed) {
        clock.set(then);
        return receipts.open(sealed);
    }

    @Test
    void a_receipt_shows_its_reference_for_an_hour_and_then_only_that_something_was_received() {
        String sealed = sealed(receipts);
        Instant hour = NOW.plus(Receipts.GOOD_FOR);

        assertThat(sealed).doesNotContain(REFERENCE).matches("[A-Za-z0-9_-]+");
        assertThat(at(hour, sealed)).contains(receipt(Optional.of(REFERENCE), Optional.empty()));
        assertThat(at(hour.plusSeconds(1), sealed)).contains(receipt(Optional.empty(), Optional.empty()));
    }

    @Test
    void a_receipt_opens_a_copy_for_twenty_minutes_after_it_was_received_and_not_longer() {
        String sealed = sealed(receipts);
        clock.set(NOW.plus(Duration.ofMinutes(15)));
        String again = sealed(receipts);

        for (String one : new String[] {sealed, again}) {
            assertThat(at(LAST, one)).contains(receipt(Optional.of(REFERENCE), Optional.of(ID)));
            assertThat(at(LAST.plusSeconds(1), one)).contains(receipt(Optional.of(REFERENCE), Optional.empty()));
        }
    }

    @Test
    void whoever_has_the_database_can_make_a_receipt_but_none_that_opens_a_copy() {
        Receipts thief = process();

        assertThat(receipts.open(sealed(receipts))).contains(receipt(Optional.of(REFERENCE), Optional.of(ID)));
        assertThat(receipts.open(sealed(thief))).contains(receipt(Optional.of(REFERENCE), Optional.empty()));
    }

    @Test
    void what_was_sealed_before_the_key_of_copies_changed_opens_after_it_and_the_old_key_is_then_forgotten() {
        CopyKeys keys = new CopyKeys(clock);
        SecretKey first = keys.newest();
        clock.set(NOW.plus(Receipts.COPY_FOR));
        assertThat(keys.newest()).isEqualTo(first);
        clock.later(Duration.ofSeconds(1));
        SecretKey second = keys.newest();
        assertThat(second).isNotEqualTo(first);
        clock.set(NOW.plus(Receipts.COPY_FOR.multipliedBy(2)));
        assertThat(keys.living()).containsExactly(first, second);
        clock.later(Duration.ofSeconds(1));
        assertThat(keys.living()).containsExactly(second);
        clock.set(NOW);
        assertThat(keys.living()).isEmpty();
    }

    @Test
    void two_receipts_of_one_reference_have_nothing_in_common() {
        assertThat(sealed(receipts)).isNotEqualTo(sealed(receipts));
    }

    @Test
    void what_was_not_sealed_here_is_no_receipt() {
        byte[] sealed = Base64.getUrlDecoder().decode(sealed(receipts));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(receipts.open(Base64.getUrlEncoder().encodeToString(changed)))
                    .as("byte %d changed", i)
                    .isEmpty();
        }
        for (String made : new String[] {"", "AAAA", "not base64!", "A".repeat(16), "A".repeat(200)})
            assertThat(receipts.open(made)).as(made).isEmpty();
        String elsewhere = sealed(new Receipts(new SubmitKey(TestPostgres.migratedDatabase()), clock));
        assertThat(receipts.open(elsewhere)).isEmpty();
    }
}
