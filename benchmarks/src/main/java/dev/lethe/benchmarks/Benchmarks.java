package dev.lethe.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** {@code ./lethe benchmark <name>}: runs a benchmark and prints its table to stdout. */
public final class Benchmarks {

    private interface Main {
        void run(String[] arguments) throws Exception;
    }

    private static final Map<String, Main> ALL = new TreeMap<>(Map.of(
            "accepting", Accepting::main,
            "checking", Checking::main,
            "rebuilding", Rebuilding::main,
            "erasing", Erasing::main,
            "expiring", Expiring::main,
            "growing", Growing::main,
            "indexing", Indexing::main,
            "reading", Reading::main,
            "exporting", Exporting::main));

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        Main main = arguments.length == 0 ? null : ALL.get(arguments[0]);
        if (main == null) {
            System.err.println(
                    "Usage: ./lethe benchmark <name> [options]. There are: " + String.join(", ", ALL.keySet()));
            System.exit(2);
        } else {
            main.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
    }
}
