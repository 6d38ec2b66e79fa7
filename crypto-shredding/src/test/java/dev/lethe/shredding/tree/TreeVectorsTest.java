package dev.lethe.shredding.tree;

import static dev.lethe.shredding.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.Vectors;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The tree, as the second, independent implementation has it, in both directions. */
class TreeVectorsTest {

    private static final JsonNode VECTORS = Vectors.VALUES;
    private static final SeedTree WHOLE = SeedTree.fresh(hex(VECTORS.at("/tree/root")));

    @Test
    void the_whole_tree_gives_the_same_keys() {
        agrees(WHOLE, VECTORS.at("/tree/whole"));
    }

    @Test
    void the_tree_gives_the_same_keys_and_prefixes_after_each_puncture() {
        SeedTree tree = WHOLE;
        int steps = 0;
        for (JsonNode step : VECTORS.at("/tree/steps")) {
            tree = tree.puncture(List.of(new Prefix(step.get("puncture").asString())));
            agrees(tree, step);
            steps++;
        }
        assertThat(steps).isEqualTo(5);
    }

    private static void agrees(SeedTree tree, JsonNode expected) {
        assertThat(tree.prefixes().stream().map(Prefix::digits).collect(Collectors.joining(" ")))
                .isEqualTo(expected.get("prefixes").asString());
        assertThat(tree.coverage())
                .isEqualTo(new BigInteger(expected.get("covered").asString()));
        assertThat(expected.get("wrappingKeys").properties())
                .isNotEmpty()
                .allSatisfy(key ->
                        assertThat(tree.wrappingKey(new Prefix(key.getKey()))).isEqualTo(hex(key.getValue())));
        assertThat(expected.get("identifierKeys").properties())
                .isNotEmpty()
                .allSatisfy(key ->
                        assertThat(tree.identifierKey(new Prefix(key.getKey()))).isEqualTo(hex(key.getValue())));
    }
}
