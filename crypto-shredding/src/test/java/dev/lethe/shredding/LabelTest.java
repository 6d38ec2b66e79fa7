package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LabelTest {

    @Test
    void the_first_part_is_written_without_a_number() {
        assertThat(Label.of("submission.answers", String.class).part(1).text()).isEqualTo("submission.answers");
    }

    @Property
    void later_parts_are_written_with_theirs(@ForAll @IntRange(min = 2, max = 1000) int part) {
        assertThat(Label.of("submission.answers/2", String.class).part(part).text())
                .isEqualTo("submission.answers/2#" + part);
    }

    @Test
    void a_name_of_another_shape_is_refused() {
        assertThatThrownBy(() -> Label.of("submission#2", String.class)).isInstanceOf(IllegalArgumentException.class);
    }
}
