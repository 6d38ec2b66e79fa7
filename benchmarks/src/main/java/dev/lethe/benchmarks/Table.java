package dev.lethe.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: the first column to the left, the others to the right. */
final class Table {

    private final List<String[]> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(head);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                int column = c;
                int width = rows.stream()
                        .mapToInt(each -> each[column].length())
                        .max()
                        .orElse(0);
                text.append(c == 0 ? "" : "  ").append(("%" + (c == 0 ? "-" : "") + width + "s").formatted(row[c]));
            }
            text.append('\n');
        }
        return text.toString();
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static String range(List<Double> values) {
        return "%,.0f–%,.0f"
                .formatted(
                        values.stream().min(Double::compare).orElse(0.0),
                        values.stream().max(Double::compare).orElse(0.0));
    }
}
