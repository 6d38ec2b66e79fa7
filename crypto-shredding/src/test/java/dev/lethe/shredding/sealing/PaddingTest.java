package dev.lethe.shredding.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PaddingTest {

    @Property
    void a_padded_value_comes_back(@ForAll @Size(max = 300) byte[] value) {
        byte[] padded = Padding.pad(value);
        assertThat(padded).hasSize(Padding.padded(value.length));
        assertThat(Padding.unpad(padded)).isEqualTo(value);
    }

    @Property
    void there_is_room_for_the_end_and_little_is_added(@ForAll @IntRange(max = Padding.LARGEST) int length) {
        int padded = Padding.padded(length);
        assertThat(padded).isGreaterThan(length).isGreaterThanOrEqualTo(32);
        if (length >= 32) assertThat(padded).isLessThanOrEqualTo((int) Math.ceil((length + 1) * 1.12));
    }

    @Property
    void longer_values_are_never_padded_to_less(@ForAll @IntRange(max = Padding.LARGEST - 1) int length) {
        assertThat(Padding.padded(length + 1)).isGreaterThanOrEqualTo(Padding.padded(length));
    }

    @Example
    void many_lengths_share_few_padded_lengths() {
        Set<Integer> lengths = new HashSet<>();
        for (int length = 0; length < 65536; length++) lengths.add(Padding.padded(length));
        assertThat(lengths).hasSizeLessThan(160);
    }

    @Property
    void a_value_padded_in_any_other_way_is_refused(@ForAll @Size(max = 100) byte[] value) {
        byte[] padded = Padding.pad(value);
        byte[] shorter = Arrays.copyOf(padded, padded.length - 1);
        byte[] longer = Arrays.copyOf(padded, padded.length + 1);
        byte[] noise = padded.clone();
        noise[padded.length - 1] = 1;
        byte[] without = padded.clone();
        without[value.length] = 0x40;
        for (byte[] bad : new byte[][] {shorter, longer, noise, without, new byte[0], new byte[32]})
            assertThatThrownBy(() -> Padding.unpad(bad)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void a_value_beyond_16_MiB_is_refused() {
        assertThat(Padding.padded(Padding.LARGEST)).isGreaterThan(Padding.LARGEST);
        assertThatThrownBy(() -> Padding.padded(Padding.LARGEST + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Padding.padded(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
