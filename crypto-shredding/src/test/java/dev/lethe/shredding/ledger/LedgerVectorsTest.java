package dev.lethe.shredding.ledger;

import static dev.lethe.shredding.Vectors.hex;
import static dev.lethe.shredding.Vectors.uuid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.Vectors;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.root.RootFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The ledger's file, as the second, independent implementation has it, in both directions. */
class LedgerVectorsTest {

    private static final JsonNode VECTORS = Vectors.VALUES;

    @Test
    void a_ledger_file_is_read_and_written_the_same(@TempDir Path directory) throws Exception {
        JsonNode vector = VECTORS.get("ledger");
        UUID instance = uuid(vector.get("instance"));
        byte[] book = hex(vector.get("key"));
        String text = vector.get("file").asString();
        Files.writeString(directory.resolve(LedgerFile.NAME), text);
        LedgerChain chain = new LedgerFile(directory, instance).read();

        assertThat(chain.last()).isEqualTo(4);
        List<String> lines = new ArrayList<>();
        for (long number = 1; number <= chain.last(); number++) {
            LedgerEntry entry = chain.entry(number);
            LedgerChain.Mac mac = chain.mac(number);
            assertThat(mac.epoch()).isEqualTo(1);
            assertThat(mac.mac()).isEqualTo(RootFiles.mac(book, instance, Book.Entry.entry(number, entry.text())));
            lines.add(entry.text());
            lines.add(LedgerFile.macLine(number, mac));
            LedgerChain.Done done = chain.done(number);
            if (done == null) continue;
            assertThat(done.mac().mac())
                    .isEqualTo(RootFiles.mac(book, instance, Book.Entry.done(number, done.rootVersion())));
            lines.add(LedgerFile.doneLine(number, done));
        }
        assertThat(chain.done(1).rootVersion()).isEqualTo(31);
        assertThat(chain.done(2).rootVersion()).isEqualTo(32);
        Path anew = Files.createDirectory(directory.resolve("anew"));
        LedgerFile written = new LedgerFile(anew, instance);
        assertThat(written.read().last()).isZero();
        written.append(lines);
        assertThat(anew.resolve(LedgerFile.NAME)).hasContent(text);
    }
}
