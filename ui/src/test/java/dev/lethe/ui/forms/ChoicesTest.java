package dev.lethe.ui.forms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChoicesTest {

    static Stream<Arguments> pasted() {
        return Stream.of(
                Arguments.of("Red\nGreen\r\nBlue", List.of("Red", "Green", "Blue")),
                Arguments.of("Red,\n Green ,\nBlue", List.of("Red", "Green", "Blue")),
                Arguments.of("Red, light\nGreen", List.of("Red, light", "Green")),
                Arguments.of("Red, Green,Blue", List.of("Red", "Green", "Blue")),
                Arguments.of("Red", List.of("Red")),
                Arguments.of("Red, light\n", List.of("Red, light")),
                Arguments.of("\nRed\n\n", List.of("Red")),
                Arguments.of("Red\n\nGreen", List.of("Red", "", "Green")),
                Arguments.of("Red,,Green,", List.of("Red", "", "Green", "")),
                Arguments.of(" \n ", List.of()));
    }

    @ParameterizedTest
    @MethodSource("pasted")
    void f4_choices_are_lines_or_else_between_commas_and_empty_ones_stay(String pasted, List<String> choices) {
        assertThat(Choices.of(pasted)).isEqualTo(choices);
    }

    @Test
    void what_is_shown_to_be_changed_is_read_as_the_same_choices() {
        for (List<String> choices : List.of(
                List.of("Red", "Green"), List.of("Red, light"), List.of("Red, light", "Green"), List.<String>of()))
            assertThat(Choices.of(Choices.text(choices))).isEqualTo(choices);
    }
}
