package dev.lethe.command.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.shredding.Ground;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The codes are in ledgers that nobody can change: changing one here would orphan them. */
class GroundCodesTest {

    @Test
    void the_grounds_for_erasure_are_the_points_of_article_17_1_in_their_order() {
        assertThat(ErasureGround.OF_THE_LAW)
                .extracting(ground -> ground.code().code())
                .containsExactly(
                        "gdpr-17-1-a", "gdpr-17-1-b", "gdpr-17-1-c", "gdpr-17-1-d", "gdpr-17-1-e", "gdpr-17-1-f");
    }

    @Test
    void the_grounds_for_deleting_single_submissions_say_what_staff_saw_in_them() {
        assertThat(ErasureGround.OF_DELETIONS)
                .extracting(ground -> ground.code().code())
                .containsExactly(
                        "deleted-not-needed",
                        "deleted-duplicate",
                        "deleted-test",
                        "deleted-spam",
                        "deleted-sent-by-mistake");
    }

    @Test
    void the_end_of_a_retention_is_a_ground_that_nobody_chooses() {
        assertThat(ErasureGround.RETENTION.code()).isEqualTo(new Ground("retention"));
        assertThat(ErasureGround.OF_THE_LAW).doesNotContain(ErasureGround.RETENTION);
        assertThat(ErasureGround.OF_DELETIONS).doesNotContain(ErasureGround.RETENTION);
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
        assertThat(ErasureGround.of(new Ground("expired"))).isEmpty();
        assertThat(KeepGround.of(new Ground("gdpr-17-1-a"))).isEmpty();
    }
}
