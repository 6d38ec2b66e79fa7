package dev.lethe.processes.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.OrphanSearch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DailyOrphanSearchTest {

    @Test
    void one_that_came_too_early_to_look_at_anything_is_not_left_until_the_next_day() {
        assertThat(DailyOrphanSearch.next(OrphanSearch.TOO_EARLY)).isEqualTo(Duration.ofHours(1));
        assertThat(DailyOrphanSearch.next(new OrphanSearch(0, 0, null))).isEqualTo(Duration.ofDays(1));
        assertThat(DailyOrphanSearch.next(new OrphanSearch(60, 0, "they are more than 50")))
                .isEqualTo(Duration.ofDays(1));
    }
}
