package dev.lethe.query.forms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.query.forms.FormFigures.Figures;
import dev.lethe.query.forms.FormFigures.Range;
import dev.lethe.query.projections.ProjectionFixture;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class FormFiguresTest {

    private static final FormId FORM = new FormId(new UUID(1, 1));
    private static final LocalDate FIRST = LocalDate.of(2026, 7, 1);

    private final DataSource database =
            ProjectionFixture.of(new FormsProjection()).database();
    private final FormFigures figures = new FormFigures(database);

    private void counted(FormId form, int version, LocalDate day, String what, String detail, long number) {
        new JdbcTemplate(database)
                .update(
                        "INSERT INTO form_count (form, version, day, what, detail, number) VALUES (?, ?, ?, ?, ?, ?)",
                        form.value(),
                        version,
                        day,
                        what,
                        detail,
                        number);
    }

    @Test
    void numbers_are_summed_over_all_versions_and_the_days_asked_for_both_included() {
        counted(FORM, 1, FIRST, "started", "", 10);
        counted(FORM, 2, FIRST.plusDays(1), "started", "", 5);
        counted(FORM, 1, FIRST.minusDays(1), "started", "", 1_000);
        counted(FORM, 1, FIRST.plusDays(2), "started", "", 1_000);
        counted(new FormId(new UUID(2, 2)), 1, FIRST, "started", "", 1_000);
        counted(FORM, 1, FIRST, "reached", "q1", 8);
        counted(FORM, 2, FIRST, "reached", "q1", 1);
        counted(FORM, 1, FIRST, "reached", "check", 3);
        counted(FORM, 1, FIRST, "completed", "", 2);
        counted(FORM, 1, FIRST, "took", "60-66", 2);

        assertThat(figures.between(FORM, FIRST, FIRST.plusDays(1)))
                .isEqualTo(new Figures(15, Map.of("q1", 9L, "check", 3L), 2, Duration.ofSeconds(63)));
    }

    @Test
    void of_nothing_there_is_no_median() {
        assertThat(figures.between(FORM, FIRST, FIRST)).isEqualTo(new Figures(0, Map.of(), 0, null));
    }

    @Test
    void the_median_lies_where_half_were_faster() {
        assertThat(FormFigures.median(List.of(new Range(100, 110, 1), new Range(10, 11, 1), new Range(20, 22, 1))))
                .isEqualTo(Duration.ofSeconds(21));
        assertThat(FormFigures.median(List.of(new Range(0, 1, 10), new Range(1_000, 1_100, 90))))
                .isBetween(Duration.ofSeconds(1_040), Duration.ofSeconds(1_050));
    }
}
