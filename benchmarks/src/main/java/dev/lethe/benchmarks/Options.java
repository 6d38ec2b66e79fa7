package dev.lethe.benchmarks;

import java.util.HashMap;
import java.util.Map;

/** Options of the form {@code --name=number}. */
final class Options {

    private final Map<String, Integer> values = new HashMap<>();

    /** @param defaults names and their values; no others are known */
    static Options of(String[] arguments, Map<String, Integer> defaults) {
        Options options = new Options();
        options.values.putAll(defaults);
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            String name = parts[0].replaceFirst("^--", "");
            if (parts.length != 2 || !defaults.containsKey(name)) {
                System.err.println("Not an option: " + argument + ". There are: --"
                        + String.join("=, --", defaults.keySet()) + "=");
                System.exit(2);
            }
            options.values.put(name, Integer.valueOf(parts[1]));
        }
        return options;
    }

    int get(String name) {
        return values.getOrDefault(name, 0);
    }
}
