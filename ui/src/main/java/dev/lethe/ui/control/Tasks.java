package dev.lethe.ui.control;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** All tasks, by their names. */
@Component
public class Tasks {

    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

    private final List<Task> tasks;

    Tasks(List<Task> tasks) {
        this.tasks = List.copyOf(tasks);
    }

    /**
     * Runs one to its end.
     *
     * @throws TaskFailedException when it failed, with a line for the operator
     */
    public void run(String name, List<String> arguments, Output output) {
        Task task = tasks.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findAny()
                .orElseThrow(() -> new TaskFailedException(
                        "The Lethe that is running does not know '" + name + "'. Is it of another version?"));
        try {
            task.run(arguments, output);
        } catch (TaskFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("The task {} failed", name, e);
            throw new TaskFailedException(line(e));
        }
    }

    private static String line(RuntimeException e) {
        String message = e.getMessage();
        return message != null && e.getClass().getName().startsWith("dev.lethe.")
                ? message
                : "It failed (" + e.getClass().getSimpleName() + "): the log has the details";
    }
}
