package dev.lethe.ui.cli;

import dev.lethe.ui.control.ControlSocket;
import dev.lethe.ui.control.Tasks;
import dev.lethe.ui.embedded.CannotStartException;
import dev.lethe.ui.embedded.DataDirectory;
import dev.lethe.ui.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Has a task done: by the Lethe that serves from this data directory, or else by one that is started for it, without its web server. */
final class Asking {

    private Asking() {}

    static void run(Class<?> application, Where where, String task, List<String> arguments) {
        var terminal = new Terminal();
        try {
            if (DataDirectory.isInUse(where.data())) {
                ControlSocket.ask(where.data(), task, arguments, terminal);
                return;
            }
            refuseNothing(where.data());
            try (var instance = Instance.start(application, where, Map.of("server.port", -1))) {
                instance.context().getBean(Tasks.class).run(task, arguments, terminal);
            }
        } finally {
            terminal.end();
        }
    }

    /** Only {@code serve} founds an installation: here, one that is not there is a slip of the hand. */
    private static void refuseNothing(Path data) {
        if (Instance.ownPostgres() || EmbeddedPostgres.isIn(data)) return;
        throw new CannotStartException("There is no Lethe in " + data + ". Name its data directory with --data=");
    }
}
