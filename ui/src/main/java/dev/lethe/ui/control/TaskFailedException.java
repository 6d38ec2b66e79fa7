package dev.lethe.ui.control;

/** A task failed. The message is one line for the operator and holds nothing personal. */
public final class TaskFailedException extends RuntimeException {
    public TaskFailedException(String message) {
        super(message);
    }
}
