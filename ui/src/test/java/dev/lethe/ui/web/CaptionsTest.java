package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.query.records.Caption;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticMessageSource;

class CaptionsTest {

    private static Captions captions() {
        var texts = new StaticMessageSource();
        texts.addMessage("kept", Locale.UK, "{0} days after it became {1}");
        texts.addMessage("done", Locale.UK, "done");
        return new Captions(texts);
    }

    @Test
    void what_somebody_at_the_council_wrote_is_said_as_they_wrote_it() {
        assertThat(captions().text(Caption.given("What's {0}?"))).isEqualTo("What's {0}?");
    }

    @Test
    void words_of_the_pages_own_take_numbers_texts_and_other_words() {
        assertThat(captions().text(Caption.keyed("kept", 7, Caption.keyed("done"))))
                .isEqualTo("7 days after it became done");
        assertThat(captions().text(Caption.keyed("kept", 7, Caption.given("{0}"))))
                .isEqualTo("7 days after it became {0}");
    }
}
