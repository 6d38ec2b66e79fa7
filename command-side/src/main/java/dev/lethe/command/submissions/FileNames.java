package dev.lethe.command.submissions;

import java.util.Locale;

/** The names of files as visitors' computers sent them, made fit to be shown and to be saved under. */
final class FileNames {

    private static final int LONGEST = 100;
    private static final int LONGEST_EXTENSION = 10;

    private FileNames() {}

    /**
     * The name without folders, and without characters that are invisible, that turn the direction of reading ("gpj.exe"),
     * or that mean something to a file system. Empty when nothing is left.
     */
    static String clean(String sent) {
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        StringBuilder clean = new StringBuilder();
        last.codePoints().filter(FileNames::isVisible).forEach(c -> {
            if (Character.isSpaceChar(c)) clean.append(' ');
            else if ("\"<>:|?*".indexOf(c) >= 0) clean.append('-');
            else clean.appendCodePoint(c);
        });
        String name = clean.toString().replaceAll(" {2,}", " ").replaceAll("^[. ]+|[. ]+$", "");
        if (name.codePointCount(0, name.length()) <= LONGEST) return name;
        String extension = extension(name);
        String stem = extension.isEmpty() ? name : name.substring(0, name.length() - extension.length() - 1);
        int keep = LONGEST - extension.length() - 1;
        String cut = stem.codePointCount(0, stem.length()) <= keep
                ? stem
                : stem.substring(0, stem.offsetByCodePoints(0, keep));
        return extension.isEmpty() ? cut : cut + "." + extension;
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** What follows the last dot, in lower case; empty when that is no extension. */
    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        return extension.length() > LONGEST_EXTENSION ? "" : extension;
    }

    /** The name with this extension in place of its own. */
    static String renamed(String name, String extension) {
        String own = extension(name);
        return name.substring(0, name.length() - own.length() - 1) + "." + extension;
    }
}
