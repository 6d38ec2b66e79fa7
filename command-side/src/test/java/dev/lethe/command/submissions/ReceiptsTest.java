package dev.lethe.command.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.submissions.Receipts.Receipt;
import dev.lethe.shredding.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final String REFERENCE = "K7Q-F3MX-PRT";

    private static DataSource database;

    @BeforeAll
    static void migrate() {
        database = migrated();
    }

    private static DataSource migrated() {
        DataSource fresh = TestPostgres.freshDatabase();
        Flyway.configure()
                .dataSource(fresh)
                .locations("classpath:db/lethe")
                .outOfOrder(true)
                .load()
                .migrate();
        return fresh;
    }

    private static Receipts at(Instant now) {
        return new Receipts(new SubmitKey(database), Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void a_receipt_shows_its_reference_for_an_hour_and_then_only_that_something_was_received() {
        String sealed = at(NOW).seal(REFERENCE);

        assertThat(sealed).doesNotContain(REFERENCE).matches("[A-Za-z0-9_-]+");
        assertThat(at(NOW.plus(Receipts.GOOD_FOR)).open(sealed)).contains(new Receipt(Optional.of(REFERENCE)));
        assertThat(at(NOW.plus(Receipts.GOOD_FOR).plus(Duration.ofSeconds(1))).open(sealed))
                .contains(new Receipt(Optional.empty()));
    }

    @Test
    void two_receipts_of_one_reference_have_nothing_in_common() {
        assertThat(at(NOW).seal(REFERENCE)).isNotEqualTo(at(NOW).seal(REFERENCE));
    }

    @Test
    void what_was_not_sealed_here_is_no_receipt() {
        byte[] sealed = Base64.getUrlDecoder().decode(at(NOW).seal(REFERENCE));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(at(NOW).open(Base64.getUrlEncoder().encodeToString(changed)))
                    .as("byte %d changed", i)
                    .isEmpty();
        }
        for (String made : new String[] {"", "AAAA", "not base64!", "A".repeat(16), "A".repeat(200)})
            assertThat(at(NOW).open(made)).as(made).isEmpty();
        String elsewhere = new Receipts(new SubmitKey(migrated()), Clock.fixed(NOW, ZoneOffset.UTC)).seal(REFERENCE);
        assertThat(at(NOW).open(elsewhere)).isEmpty();
    }
}
