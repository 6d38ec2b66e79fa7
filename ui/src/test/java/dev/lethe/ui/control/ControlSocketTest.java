package dev.lethe.ui.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.VaultException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {

    @TempDir
    Path data;

    private final List<String> heard = new ArrayList<>();
    private final Output listening = new Output() {
        @Override
        public void line(String text) {
            heard.add("line " + text);
        }

        @Override
        public void progress(String text) {
            heard.add("progress " + text);
        }
    };
    private ControlSocket socket;

    @BeforeEach
    void open() {
        socket = ControlSocket.open(
                data,
                new Tasks(List.of(
                        task("repeat", (arguments, output) -> {
                            output.progress("half way");
                            arguments.forEach(output::line);
                        }),
                        task("refuse", (_, _) -> {
                            throw new VaultException("The mirror is away");
                        }),
                        task("break", (_, _) -> {
                            throw new IllegalStateException("canary-51ab");
                        }))));
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @Test
    void a_task_is_done_by_the_one_that_listens_and_its_lines_come_back_in_order() {
        ControlSocket.ask(data, "repeat", List.of("one", "two\nlines", "“three”"), listening);
        assertThat(heard).containsExactly("progress half way", "line one", "line two\nlines", "line “three”");
    }

    @Test
    void only_the_owner_may_open_it() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("control"))))
                .isEqualTo("rw-------");
    }

    @Test
    void our_own_words_come_back_and_those_of_others_do_not() {
        assertThatThrownBy(() -> ControlSocket.ask(data, "refuse", List.of(), listening))
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("The mirror is away");
        assertThatThrownBy(() -> ControlSocket.ask(data, "break", List.of(), listening))
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("It failed (IllegalStateException): the log has the details");
    }

    @Test
    void what_it_does_not_know_it_says_so() {
        assertThatThrownBy(() -> ControlSocket.ask(data, "fly", List.of(), listening))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("does not know 'fly'");
    }

    @Test
    void nobody_there_is_one_clear_line() {
        socket.close();
        assertThatThrownBy(() -> ControlSocket.ask(data, "repeat", List.of(), listening))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("starting or stopping");
        assertThat(data.resolve("control")).doesNotExist();
    }

    @Test
    void a_socket_that_a_killed_process_left_is_no_obstacle() {
        try (var again =
                ControlSocket.open(data, new Tasks(List.of(task("other", (_, output) -> output.line("here")))))) {
            assertThat(again).isNotNull();
            ControlSocket.ask(data, "other", List.of(), listening);
            assertThat(heard).containsExactly("line here");
        }
    }

    private interface Work {
        void run(List<String> arguments, Output output);
    }

    private static Task task(String name, Work work) {
        return new Task() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void run(List<String> arguments, Output output) {
                work.run(arguments, output);
            }
        };
    }
}
