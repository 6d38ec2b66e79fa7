package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file for a member of staff is made in memory and on the wire, and nowhere else. */
@Tag("process")
class ExportTracesTest {

    @TempDir
    Path home;

    @Test
    void an_export_leaves_no_file_behind_while_it_runs_or_after() throws Exception {
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo");
                WatchService watch = home.getFileSystem().newWatchService()) {
            Client editor = new Council(lethe).editor();
            Document list = editor.page("/staff/submissions");
            String report =
                    list.selectFirst("main a[href~=/staff/submissions/forms/]").attr("href");
            Document page = editor.page(report + "/export");
            Path temporary = home.resolve("tmp");
            watch(watch, temporary);

            for (String format : List.of("csv", "xlsx")) {
                HttpResponse<String> file = editor.stay(
                        editor.posting(Client.formWith(page, "input[name=format]"), "format", format, "notes", "yes"));
                assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
                        .contains("." + format);
                assertThat(file.body()).hasSizeGreaterThan(500);
            }

            assertThat(made(watch)).isEmpty();
            Files.writeString(temporary.resolve("made-by-the-test"), "so that it can fail");
            assertThat(made(watch)).containsExactly("made-by-the-test");
        }
    }

    private static void watch(WatchService watch, Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                each.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static List<String> made(WatchService watch) throws InterruptedException {
        List<String> made = new ArrayList<>();
        for (WatchKey key; (key = watch.poll(2, TimeUnit.SECONDS)) != null; key.reset())
            for (WatchEvent<?> event : key.pollEvents()) made.add(String.valueOf(event.context()));
        return made;
    }
}
