package dev.lethe.command.forms;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large the program of a pattern can become, told from its text: by what is counted and what it is counted of, without
 * unfolding any of it.
 */
final class PatternSize {

    /** The most that RE2 takes for a count. */
    private static final int MOST_TIMES = 1_000;

    private static final String FLAGS = "imsU-";
    /** No sum of these overflows. */
    private static final long ENOUGH = 1_000_000_000;

    private final String text;
    private final Deque<Group> groups = new ArrayDeque<>();
    private int at;

    private PatternSize(String text) {
        this.text = text;
    }

    /** What stands between two parentheses, so far. */
    private static final class Group {
        private long size = 3;
        /** Of what was last in it, which a count would be of. */
        private long last;

        void add(long atom) {
            size = Math.min(ENOUGH, size + atom);
            last = atom;
        }

        void count(long times) {
            long counted = Math.min(ENOUGH, (last + 1) * Math.max(1, times) + 1);
            size = Math.min(ENOUGH, size - last + counted);
            last = counted;
        }
    }

    /** No fewer than the instructions of its program, if it is a pattern. */
    static long atMost(String expression) {
        return new PatternSize(expression).all();
    }

    private long all() {
        groups.push(new Group());
        while (at < text.length()) next();
        long size = 0;
        for (Group open : groups) size = Math.min(ENOUGH, size + open.size);
        return size;
    }

    private void next() {
        Group group = groups.element();
        switch (text.charAt(at++)) {
            case '(' -> {
                if (!passFlags()) groups.push(new Group());
            }
            case ')' -> {
                if (groups.size() == 1) return; // it is no pattern
                long size = groups.pop().size;
                groups.element().add(size);
            }
            case '|' -> group.add(2); // and an instruction for an alternative that is empty
            case '[' -> {
                passClass();
                group.add(1);
            }
            case '\\' -> escape(group);
            case '*', '+', '?' -> group.count(1);
            case '{' -> braces(group);
            default -> group.add(1);
        }
    }

    /** {@code (?i)} is nothing by itself: a count behind it is of what stands before it. */
    private boolean passFlags() {
        if (at == text.length() || text.charAt(at) != '?') return false;
        int end = at + 1;
        while (end < text.length() && FLAGS.indexOf(text.charAt(end)) >= 0) end++;
        if (end == text.length() || text.charAt(end) != ')') return false;
        at = end + 1;
        return true;
    }

    private void escape(Group group) {
        if (at == text.length()) return;
        char escaped = text.charAt(at++);
        if (escaped == 'Q') {
            int end = text.indexOf("\\E", at);
            int to = end < 0 ? text.length() : end;
            for (; at < to; at++) group.add(1);
            if (end >= 0) at += 2;
            return;
        }
        passBraces(escaped);
        group.add(1);
    }

    /** Of {@code \p{Greek}} and {@code \x{10FFFF}}. */
    private void passBraces(char escaped) {
        if ("pPx".indexOf(escaped) < 0 || at == text.length() || text.charAt(at) != '{') return;
        int end = text.indexOf('}', at);
        if (end >= 0) at = end + 1;
    }

    private void passClass() {
        if (at < text.length() && text.charAt(at) == '^') at++;
        for (boolean first = true; at < text.length(); first = false) {
            char c = text.charAt(at++);
            if (c == ']' && !first) return;
            if (c == '\\' && at < text.length()) passBraces(text.charAt(at++));
            else if (c == '[' && text.startsWith(":", at)) {
                int end = text.indexOf(":]", at + 1);
                if (end >= 0) at = end + 2;
            }
        }
    }

    /** A count, or a brace that stands for itself. */
    private void braces(Group group) {
        int end = text.indexOf('}', at);
        String count = end < 0 ? "" : text.substring(at, end);
        if (!count.matches("[0-9]+(,[0-9]*)?")) {
            group.add(1);
            return;
        }
        at = end + 1;
        long times = 1;
        for (String number : count.split(","))
            times = Math.max(times, number.length() > 4 ? MOST_TIMES : Long.parseLong(number));
        group.count(Math.min(times, MOST_TIMES));
    }
}
