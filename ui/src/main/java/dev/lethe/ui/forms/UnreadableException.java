package dev.lethe.ui.forms;

/**
 * Something that was sent to the API is not as it must be. Its message is a code and holds nothing of what was sent; nor has it
 * a cause, whose message might.
 */
final class UnreadableException extends Exception {

    private final transient Object[] arguments;

    /**
     * With arguments for the words that go with the code.
     *
     * @param code as in {@code outside.api.…}
     * @param arguments names of ours and limits, nothing that was sent
     */
    UnreadableException(String code, Object... arguments) {
        super(code, null, false, false);
        this.arguments = arguments.clone();
    }

    String code() {
        return String.valueOf(getMessage());
    }

    Object[] arguments() {
        return arguments.clone();
    }
}
