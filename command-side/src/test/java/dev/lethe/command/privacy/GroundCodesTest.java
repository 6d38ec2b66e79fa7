package dev.lethe.command.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.privacy.events.ErasureGround;
import dev.lethe.command.privacy.events.KeepGround;
import dev.lethe.shredding.Ground;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The codes are in ledgers that nobody can change: changing one here would orphan them. */
class GroundCodesTest {

    @Test
    void the_grounds_for_erasure_are_the_points_of_article_17_1_in_their_order() {
        assertThat(ErasureGround.values())
                .extracting(ground -> ground.code().code())
                .containsExactly(
                        "gdpr-17-1-a", "gdpr-17-1-b", "gdpr-17-1-c", "gdpr-17-1-d", "gdpr-17-1-e", "gdpr-17-1-f");
    }

    @Test
    void the_grounds_for_keeping_are_the_points_of_article_17_3_and_one_of_article_18() {
        assertThat(KeepGround.values())
                .extracting(ground -> ground.code().code())
                .containsExactly(
                        "gdpr-17-3-a", "gdpr-17-3-b", "gdpr-17-3-c", "gdpr-17-3-d", "gdpr-17-3-e", "gdpr-18-1-c");
    }

    @ParameterizedTest
    @EnumSource
    void a_ground_for_erasure_is_found_by_its_code(ErasureGround ground) {
        assertThat(ErasureGround.of(ground.code())).contains(ground);
    }

    @ParameterizedTest
    @EnumSource
    void a_ground_for_keeping_is_found_by_its_code(KeepGround ground) {
        assertThat(KeepGround.of(ground.code())).contains(ground);
    }

    @Test
    void another_code_is_no_ground_for_erasure() {
        assertThat(ErasureGround.of(new Ground("retention"))).isEmpty();
        assertThat(KeepGround.of(new Ground("gdpr-17-1-a"))).isEmpty();
    }
}
