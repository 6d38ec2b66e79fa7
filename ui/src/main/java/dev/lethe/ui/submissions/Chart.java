package dev.lethe.ui.submissions;

import java.util.ArrayList;
import java.util.List;

/**
 * Bars for an SVG picture, in its own units. A picture shows what the table beside it says, and nothing that is not there.
 *
 * @param width of the picture
 * @param height of the picture
 * @param bars in order
 * @param most the greatest number, which the longest bar stands for
 */
record Chart(int width, int height, List<Bar> bars, long most) {

    private static final int LENGTH = 600;
    private static final int TALL = 180;

    Chart {
        bars = List.copyOf(bars);
    }

    /** A rectangle. */
    record Bar(double x, double y, double width, double height) {}

    /** Bars that stand side by side, as wide as fits. */
    static Chart upright(List<Long> numbers) {
        long most = most(numbers);
        double step = (double) LENGTH / Math.max(1, numbers.size());
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            double height = round(TALL * part(numbers.get(i), most));
            bars.add(new Bar(round(i * step), round(TALL - height), round(step * 0.8), height));
        }
        return new Chart(LENGTH, TALL, bars, most);
    }

    /** Bars that lie one below the other, each {@value #ROW} high. */
    static Chart lying(List<Long> numbers) {
        long most = most(numbers);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++)
            bars.add(new Bar(0, i * ROW, round(LENGTH * part(numbers.get(i), most)), ROW - 8.0));
        return new Chart(LENGTH, Math.max(1, numbers.size()) * ROW, bars, most);
    }

    private static final int ROW = 30;

    private static long most(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static double part(long number, long most) {
        return most == 0 ? 0 : (double) number / most;
    }

    private static double round(double length) {
        return Math.round(length * 100) / 100.0;
    }
}
