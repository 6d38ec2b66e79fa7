package dev.lethe.ui.submissions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.submissions.Position;
import dev.lethe.query.submissions.SubmissionFilter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

class ReportQueryTest {

    private static final FormId FORM = new FormId(new UUID(1, 2));
    private static final StaticMessageSource TEXTS = new StaticMessageSource();

    static {
        for (String key : List.of("submissions.from.wrong", "submissions.to.wrong", "submissions.to.before"))
            TEXTS.addMessage(key, Locale.UK, key);
    }

    private static ReportQuery asked(String query) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        UriComponentsBuilder.fromUriString("/?" + query)
                .build()
                .getQueryParams()
                .forEach((name, values) -> values.forEach(
                        value -> parameters.add(name, value == null ? "" : UriUtils.decode(value, UTF_8))));
        return ReportQuery.of(FORM, parameters);
    }

    private static List<String> problems(String query) {
        return asked(query).problems(TEXTS).all().stream()
                .map(problem -> problem.field() + ": " + problem.text())
                .toList();
    }

    @Test
    void nothing_asked_is_everything_that_is_not_archived_newest_first() {
        ReportQuery query = asked("");
        assertThat(query).isEqualTo(ReportQuery.all(FORM));
        assertThat(query.filter(Set.of(FORM))).isEqualTo(SubmissionFilter.of(Set.of(FORM)));
        assertThat(query.query()).isEmpty();
        assertThat(query.isNarrowed()).isFalse();
    }

    @Test
    void f15_everything_that_can_be_asked_becomes_the_filter_and_the_same_address_again() {
        String text = "from-day=1&from-month=7&from-year=2026&to-day=2&to-month=8&to-year=2026&version=3"
                + "&status=new&status=in-progress&archived=true&columns=q1&columns=q7&order=oldest&size=200";
        ReportQuery query = asked(text);
        assertThat(query.filter(Set.of(FORM)))
                .isEqualTo(new SubmissionFilter(
                        Set.of(FORM),
                        3,
                        LocalDate.of(2026, 7, 1),
                        LocalDate.of(2026, 8, 2),
                        Set.of(SubmissionStatus.NEW, SubmissionStatus.IN_PROGRESS),
                        true,
                        null));
        assertThat(query.columns()).containsExactly(new FieldId("q1"), new FieldId("q7"));
        assertThat(query.newestFirst()).isFalse();
        assertThat(query.size()).isEqualTo(200);
        assertThat(query.query()).isEqualTo("?" + text);
        assertThat(query.address()).isEqualTo("/staff/submissions/forms/" + FORM + "?" + text);
    }

    @Test
    void a_place_in_the_report_is_part_of_the_address_and_not_of_its_first_page() {
        Position place = new Position(Instant.parse("2026-03-02T09:00:00.123456Z"), new SubmissionId(new UUID(5, 6)));
        ReportQuery query = asked("status=done");
        for (ReportQuery each : List.of(query.after(place), query.before(place), query.lastPage())) {
            assertThat(asked(each.query().substring(1))).isEqualTo(each);
            assertThat(each.first()).isEqualTo(query);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from-day=31&from-month=2&from-year=2026",
                "from-day=x",
                "from-day=1&from-month=2",
                "from-year=2026",
                "from-day=1&from-month=1&from-year=1999",
                "from-day=1&from-month=1&from-year=99999999999"
            })
    void f15_a_day_that_cannot_be_read_is_said_at_its_field_and_kept_as_it_was_typed(String query) {
        assertThat(problems(query)).containsExactly("from: submissions.from.wrong");
        assertThat(asked(query).query()).isEqualTo("?" + query);
    }

    @Test
    void a_last_day_before_the_first_is_said() {
        assertThat(problems("from-day=2&from-month=7&from-year=2026&to-day=1&to-month=7&to-year=2026"))
                .containsExactly("to: submissions.to.before");
        assertThat(problems("from-day=1&from-month=7&from-year=2026&to-day=1&to-month=7&to-year=2026"))
                .isEmpty();
    }

    @Test
    void no_question_chosen_is_not_the_same_as_nothing_said_about_questions() {
        assertThat(asked("").columns()).isNull();
        assertThat(asked("columns=none").columns()).isEmpty();
        assertThat(asked("columns=none&columns=q2").columns()).containsExactly(new FieldId("q2"));
        assertThat(asked(asked("columns=none").query().substring(1)).columns()).isEmpty();
    }

    @Test
    void what_no_page_offers_is_left_out() {
        assertThat(asked("version=x&status=lost&size=7&size=50&order=sideways&after=here&before=1_2&columns=%3Cb%3E"))
                .isEqualTo(asked("columns=none"));
        assertThat(asked("size=1000000").size()).isEqualTo(50);
        assertThat(ReportQuery.of(null, MultiValueMap.fromSingleValue(Map.of("version", "3", "columns", "q1"))))
                .as("of all forms there are no versions and no questions")
                .isEqualTo(ReportQuery.all(null));
    }
}
