package dev.lethe.ui.forms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.FormProblems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormEditorTest {

    @ParameterizedTest
    @CsvSource({
        "Report a pothole, report-a-pothole",
        "'  Tell us: what''s wrong? ', tell-us-whats-wrong",
        "Ein Café für Zoë’s Öfen, ein-cafe-fur-zoes-ofen",
        "№ 5 – the ﬁfth, no-5-the-fifth",
        "報告, ''",
        "'', ''"
    })
    void an_address_is_made_from_the_title(String title, String slug) {
        assertThat(FormEditor.slug(title)).isEqualTo(slug);
    }

    @Test
    void a_long_title_makes_an_address_that_can_be_published() {
        assertThat(FormEditor.slug("a ".repeat(FormProblems.SLUG_MAX)))
                .hasSizeLessThanOrEqualTo(FormProblems.SLUG_MAX)
                .matches("[a-z0-9]+(-[a-z0-9]+)*");
    }

    @ParameterizedTest
    @CsvSource({
        "https://www.example.gov.uk, https://www.example.gov.uk",
        "' HTTPS://Www.Example.gov.uk/ ', https://www.example.gov.uk",
        "https://example.org:443, https://example.org",
        "http://example.org:80/, http://example.org",
        "https://example.org:8443, https://example.org:8443",
        "https://example.org/page, https://example.org/page"
    })
    void a_site_is_kept_as_browsers_name_it(String typed, String origin) {
        assertThat(LayoutEditor.origins(typed + "\n\n" + typed)).containsExactly(origin);
    }
}
