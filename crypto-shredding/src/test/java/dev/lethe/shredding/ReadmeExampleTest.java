package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README, which is cut out of this file. */
class ReadmeExampleTest {

    @TempDir
    Path temp;

    record Order(UUID value) implements RecordId {}

    @Test
    void the_example_does_what_it_says() {
        Opened<?>[] opened = example(TestPostgres.freshDatabase(), temp.resolve("root"), temp.resolve("mirror"));
        assertThat(opened[0]).isEqualTo(new Opened.Known<>("17 Elm Street"));
        assertThat(opened[1]).isInstanceOf(Opened.Erased.class);
    }

    private static Opened<?>[] example(DataSource database, Path root, Path mirror) {
        Label<String> address = Label.of("order.address", String.class);
        Order order = new Order(UUID.randomUUID());
        Ground ground = new Ground("gdpr-17-1-b");
        UUID erasure = UUID.randomUUID();
        UUID officer = UUID.randomUUID();
        try (KeyVault vault = KeyVaults.open(VaultConfiguration.of(database, List.of(root, mirror)))) {
            // README: from here
            Identifier ada = Identifier.email("ada@example.org");
            RecordKeys keys = vault.newKeys(List.of(new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(ada))));
            Personal<String> token = keys.seal(0, address.in(order), "17 Elm Street"); // store it where you like
            keys.close();
            Opened<String> before = vault.open(address.at(order, token)); // Known: "17 Elm Street"

            Enquiry found = vault.enquire(ada, Population.PUBLIC).orElseThrow();
            var person = new ErasureOrder.Person(found.id(), Map.of()); // keeping nothing
            vault.order(new ErasureOrder(erasure, person, ground, officer, Instant.now()));
            vault.carryOut(erasure);
            Opened<String> after = vault.open(address.at(order, token)); // Erased, for every backup of the database too
            // README: to here
            return new Opened<?>[] {before, after};
        }
    }

    @Test
    void the_readme_shows_this_very_code() throws IOException {
        assertThat(example(Files.readString(Path.of("README.md")), "```java\n", "```"))
                .isEqualTo(example(
                        Files.readString(Path.of("src/test/java/dev/lethe/shredding/ReadmeExampleTest.java")),
                        "// README: from here\n",
                        "// README: to here"));
    }

    private static String example(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start)).stripIndent().strip();
    }
}
