package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.submissions.model.Answers;
import dev.lethe.shredding.Adversary;
import dev.lethe.shredding.Sealed;
import dev.lethe.ui.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 3: erasure reaches backups. Someone kept the whole data directory from before the erasure, write-ahead log and
 * dead rows included, and has everything that is there after it, the root state too.
 */
@Tag("process")
class AdversaryTest {

    private static final String ERASED = "ada.lovelace.the.erased";
    private static final String OTHER = "charles.babbage.who.stays";

    @Test
    void old_copies_and_everything_present_give_nothing_of_the_erased_and_all_of_the_others(@TempDir Path home)
            throws Exception {
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo")) {
            var council = new Council(lethe);
            for (String form : council.forms())
                for (String name : List.of(ERASED, OTHER))
                    council.submit(
                            form, question -> question.type().equals("tel") ? typedPhone(name) : question.answer(name));
        }
        Path before = Directories.copy(RunningLethe.data(home), home.resolve("before"));
        Path rootBefore = Directories.copy(RunningLethe.root(home), home.resolve("before.root"));
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo")) {
            var council = new Council(lethe);
            council.erase(council.officer(), ERASED + "@example.org");
        }
        Path after = Directories.copy(RunningLethe.data(home), home.resolve("after"));

        Copies old = Copies.readOut(before);
        Copies all = Copies.all(old, Copies.readOut(after));

        // What the thief could read before: this is what shows that the test can fail.
        Adversary then = Adversary.holding(rootBefore);
        Map<UUID, byte[]> openedThen = then.open(old.keys());
        Set<UUID> erased = old.keysOf(ERASED, openedThen);
        Map<String, String> readThen = old.readable(openedThen);
        assertThat(erased).isNotEmpty();
        assertThat(readThen.values()).anyMatch(text -> text.contains(OTHER));

        // And what is left of it. The erased person's own keys: those whose records name the address.
        Adversary now = Adversary.holding(RunningLethe.root(home));
        Map<UUID, byte[]> openedNow = now.open(all.keys());
        Map<String, String> readNow = all.readable(openedNow);
        assertThat(readNow.values()).noneMatch(text -> text.contains(ERASED + "@example.org"));
        Map<String, String> lost = readThen.entrySet().stream()
                .filter(each -> !readNow.containsKey(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(lost.values()).isNotEmpty().allMatch(text -> text.contains(ERASED));
        Set<UUID> destroyed = Copies.ids(all.keys());
        destroyed.removeAll(openedNow.keySet());
        assertThat(readNow).containsAllEntriesOf(without(readThen, lost));

        byGuessing(then, now, old, all);

        byReference(home, all, destroyed, openedNow, now);
    }

    private static String typedPhone(String name) {
        return name.equals(ERASED) ? "07700 900623" : "07700 900877";
    }

    /** It asks for whom it can think of: a whole range of telephone numbers, ten thousand names, and the very addresses. */
    private static void byGuessing(Adversary then, Adversary now, Copies old, Copies all) {
        List<String> guesses = new ArrayList<>(List.of(ERASED + "@example.org", OTHER + "@example.org", ERASED, OTHER));
        for (int i = 0; i < 1_000; i++) guesses.add("+44770090%04d".formatted(i));
        for (int i = 0; i < 10_000; i++) guesses.add("somebody number " + i);

        // An officer searches by address alone, but forms ask for more: all of it was there to be found
        assertThat(then.guess(guesses, old.identifiers(), old.tables()))
                .contains(ERASED + "@example.org", OTHER + "@example.org", "+447700900623", "+447700900877", OTHER);
        assertThat(now.guess(guesses, all.identifiers(), all.tables()))
                .contains(OTHER + "@example.org", "+447700900877", OTHER)
                .doesNotContain(ERASED + "@example.org", "+447700900623", ERASED);
    }

    private static Map<String, String> without(Map<String, String> all, Map<String, String> lost) {
        return all.entrySet().stream()
                .filter(each -> !lost.containsKey(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The same once more with the independent implementation, where it and Node are there. */
    private static void byReference(
            Path home, Copies all, Set<UUID> destroyed, Map<UUID, byte[]> opened, Adversary thief)
            throws IOException, InterruptedException {
        Path reference = reference();
        if (reference == null || !node()) {
            System.err.println("SKIPPED: the second adversary, since "
                    + (reference == null ? "the reference implementation" : "Node") + " is not here");
            return;
        }
        Path root = Files.writeString(home.resolve("stolen-root.json"), thief.rootAsJson());
        Path keys = Files.writeString(home.resolve("stolen-keys.json"), Adversary.asJson(all.keys()));
        List<Sealed<Answers>> ofErased = all.values().stream()
                .filter(value -> destroyed.contains(value.token().keyId()))
                .toList();
        assertThat(ofErased).isNotEmpty();
        for (Sealed<Answers> value : ofErased) {
            Answer answer = ask(reference, root, keys, value);
            assertThat(answer.code()).isEqualTo(3);
            assertThat(answer.text()).contains("is punctured");
        }
        List<Sealed<Answers>> ofOthers = new ArrayList<>(all.values().stream()
                .filter(value -> opened.containsKey(value.token().keyId()))
                .limit(10)
                .toList());
        assertThat(ofOthers).isNotEmpty();
        for (Sealed<Answers> value : ofOthers) {
            Answer answer = ask(reference, root, keys, value);
            assertThat(answer.code()).as(answer.text()).isZero();
            assertThat(answer.text()).contains("values");
        }
    }

    private record Answer(int code, String text) {}

    private static Answer ask(Path reference, Path root, Path keys, Sealed<Answers> value)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "node",
                        reference.toString(),
                        "open",
                        root.toString(),
                        keys.toString(),
                        HexFormat.of().formatHex(value.token().bytes()),
                        value.place().label().text(),
                        value.place().record().value().toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }

    private static Path reference() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path script = at.resolve("shared/crypto/reference.mjs");
            if (Files.exists(script)) return script;
        }
        return null;
    }

    private static boolean node() {
        try {
            return new ProcessBuilder("node", "--version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
